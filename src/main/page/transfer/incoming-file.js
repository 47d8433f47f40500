// A file being received: verifies and writes each block, then verifies the whole file.

import { sameBytes, sha256 } from "../bytes.js";
import { breach } from "./faults.js";
import { BLOCK_SIZE, HASH_LENGTH, blocksOf } from "./frames.js";
import { rootOf } from "./merkle.js";

/** How often a block that arrives damaged is requested again. */
const MAX_RETRIES = 3;

/** The most blocks in a HOLE of a file of unknown size, which nothing else bounds. */
const MAX_HOLE_WITHOUT_SIZE = 256;

/** Bounds the hashes of a file in memory: 64 MiB for 2 TiB. */
const MAX_BLOCKS = 2 ** 21;

let zeroHash = null;

/** Resolves to the hash of a block of zeros. */
function hashOfHole() {
  zeroHash ??= sha256(new Uint8Array(BLOCK_SIZE));
  return zeroHash;
}

export class IncomingFile {
  #number;
  #size;
  #have;
  #receiver;
  #hashes = [];

  /** The lengths of blocks that are shorter than BLOCK_SIZE. */
  #lengths = new Map();
  #trusted = new Set();
  #retries = new Map();
  #next = 0;
  #isSecondPass = false;
  #pending = 0;
  #end = null;
  #isChecking = false;
  #reach = 0;
  #reserved = 0;
  #isOver = false;

  /**
   * @param have the concatenated hashes that were sent in HAVE
   * @param receiver {fileService, again, reportFailed, recycled, covered, grown, reserved, consumed,
   *     finished, guard}: the receiver's callbacks
   */
  constructor(number, { size }, have, receiver) {
    this.#number = number;
    this.#size = size;
    this.#have = have;
    this.#receiver = receiver;
  }

  /** Takes a complete block, whose content is at the start of the buffer. */
  block({ block, length, hash }, buffer) {
    if (this.#isOver) {
      this.#receiver.recycled(buffer);
      this.#receiver.consumed(length);
      return;
    }
    const isRetry = this.#retries.has(block);
    if (!isRetry) {
      this.#advance(block, 1, length);
      if (this.#isOver) {
        this.#receiver.recycled(buffer);
        this.#receiver.consumed(length);
        return;
      }
    }
    if (isRetry && this.#lengthOf(block) !== length) throw breach("a block has another length");
    this.#hashes[block] = hash;
    this.#setLength(block, length);
    this.#trusted.delete(block);
    this.#thenCheck(this.#store(block, length, hash, buffer));
  }

  same({ block, count }) {
    if (this.#isOver) return;
    this.#advance(block, count, 0);
    if (this.#isOver) return;
    for (let i = block; i < block + count; i++) {
      const hash = this.#have.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH);
      if (hash.length !== HASH_LENGTH) throw breach("SAME for a block that is not present");
      this.#hashes[i] = hash;
      this.#lengths.delete(i);
      this.#trusted.add(i);
      this.#receiver.covered(this.#size === null ? BLOCK_SIZE : Math.min(BLOCK_SIZE, this.#size - i * BLOCK_SIZE));
    }
    this.#thenCheck(this.#call("same", { block, count }));
  }

  hole({ block, count }) {
    if (this.#isOver) return;
    if (this.#size === null && count > MAX_HOLE_WITHOUT_SIZE) throw breach("HOLE is too long");
    this.#advance(block, count, count * BLOCK_SIZE);
    if (this.#isOver) return;
    this.#receiver.covered(count * BLOCK_SIZE);
    this.#thenCheck(this.#fillHole(block, count));
  }

  end(frame) {
    if (this.#isOver) return;
    if (this.#end !== null) throw breach("a second END");
    this.#end = frame;
    this.#thenCheck(Promise.resolve());
  }

  /** The sender has reported that it can't send this file. */
  failed(code) {
    if (!this.#isOver) this.#finish(code);
  }

  /** Checks the order of blocks: all in sequence at first, then possibly a second pass with some of them. */
  #advance(block, count, length) {
    if (this.#end !== null) throw breach("content after END");
    if (block < this.#next) {
      if (this.#isSecondPass) throw breach("content in a third pass");
      this.#isSecondPass = true;
    } else if (block > this.#next && !this.#isSecondPass) {
      throw breach("a block was left out");
    }
    this.#next = block + count;
    if (this.#next > MAX_BLOCKS) this.fail("disk-full");
    const reach = Math.max(this.#reach, block * BLOCK_SIZE + length);
    if (this.#size !== null && reach > this.#size) {
      this.#receiver.grown(reach - Math.max(this.#reach, this.#size), this);
    }
    this.#reach = reach;
    if (this.#next > this.#reserved && !this.#isOver) {
      const added = this.#next - this.#reserved;
      this.#reserved = this.#next;
      this.#receiver.reserved(added, this);
    }
  }

  #lengthOf(block) {
    return this.#lengths.get(block) ?? BLOCK_SIZE;
  }

  #setLength(block, length) {
    if (length === BLOCK_SIZE) this.#lengths.delete(block);
    else this.#lengths.set(block, length);
  }

  async #store(block, length, hash, buffer) {
    const call = { block, length, hash, buffer: buffer.buffer };
    const { isIntact, buffer: used } = await this.#call("block", call, [buffer.buffer]);
    this.#receiver.recycled(new Uint8Array(used));
    this.#receiver.consumed(length);
    if (this.#isOver) return;
    if (isIntact) {
      this.#retries.delete(block);
      this.#receiver.covered(length);
    } else {
      this.#requestAgain(block);
    }
  }

  async #fillHole(block, count) {
    const hash = await hashOfHole();
    for (let i = block; i < block + count; i++) {
      this.#hashes[i] = hash;
      this.#lengths.delete(i);
      this.#trusted.delete(i);
    }
    await this.#call("hole", { block, count, hash });
  }

  #requestAgain(block) {
    const retries = (this.#retries.get(block) ?? 0) + 1;
    if (retries > MAX_RETRIES) {
      this.fail("integrity");
      return;
    }
    this.#retries.set(block, retries);
    this.#receiver.again(this.#number, block);
  }

  #call(operation, fields, transferred) {
    return this.#receiver.fileService.call(operation, { number: this.#number, ...fields }, transferred);
  }

  /** Checks whether the file is complete once `work` is done. */
  #thenCheck(work) {
    this.#pending++;
    this.#receiver.guard(
      work.then(() => {
        this.#pending--;
        return this.#check();
      }),
    );
  }

  async #check() {
    const isComplete = this.#end !== null && this.#pending === 0 && this.#retries.size === 0;
    if (!isComplete || this.#isChecking || this.#isOver) return;
    this.#isChecking = true;
    const { size, root } = this.#end;
    this.#checkLengths(size);
    if (sameBytes(await rootOf(size, this.#hashes), root)) {
      const name = await this.#call("finish", { size });
      this.#finish(null, size, name);
    } else if (this.#trusted.size > 0) {
      for (const block of this.#trusted) this.#requestTrusted(block, size);
    } else {
      this.fail("integrity");
    }
    this.#isChecking = false;
  }

  /** Requests a block that was present before: it may be the one that is wrong. */
  #requestTrusted(block, size) {
    this.#trusted.delete(block);
    this.#setLength(block, Math.min(BLOCK_SIZE, size - block * BLOCK_SIZE));
    this.#requestAgain(block);
  }

  #checkLengths(size) {
    const blocks = blocksOf(size);
    this.#hashes.length = Math.min(this.#hashes.length, blocks);
    for (let block = 0; block < blocks; block++) {
      const isLast = block === blocks - 1;
      const expected = isLast ? size - block * BLOCK_SIZE : BLOCK_SIZE;
      if (this.#hashes[block] === undefined) throw breach("a block is missing");
      if (!this.#trusted.has(block) && this.#lengthOf(block) !== expected) throw breach("a block has a wrong length");
    }
  }

  /** Abandons the file on this side and reports it to the sender. */
  fail(code) {
    if (this.#isOver) return;
    this.#receiver.reportFailed(this.#number, code);
    this.#finish(code);
  }

  #finish(code, size = 0, name = null) {
    this.#isOver = true;
    if (code !== null) this.#receiver.guard(this.#call("abandon", {}));
    this.#receiver.reserved(-this.#reserved, this);
    this.#hashes = [];
    this.#receiver.finished(this.#number, { code, size, name });
  }
}
