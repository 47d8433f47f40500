// One file on its way in: each block is verified and written, then the whole.

import { sameBytes, sha256 } from "../bytes.js";
import { breach } from "./faults.js";
import { BLOCK_SIZE, HASH_LENGTH, blocksOf } from "./frames.js";
import { rootOf } from "./merkle.js";

/** How often a block that arrives damaged is asked for once more. */
const MAX_AGAIN = 3;

/** The most blocks in a HOLE of a file whose size nobody knows: nothing else bounds it. */
const MAX_HOLE_WITHOUT_SIZE = 256;

/** A page keeps the hash of each block of a file in its memory: 2 TiB need 64 MiB. */
const MAX_BLOCKS = 2 ** 21;

let zeroHash = null;

/** Returns the hash of a block of zeros. */
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

  /** The lengths of blocks that are not full. */
  #lengths = new Map();
  #trusted = new Set();
  #asked = new Map();
  #next = 0;
  #isSecondTime = false;
  #pending = 0;
  #end = null;
  #isChecking = false;
  #reach = 0;
  #reserved = 0;
  #isOver = false;

  /**
   * @param have the hashes that were told in HAVE, one after the other
   * @param receiver {workshop, again, recycled, covered, grown, reserved, consumed, settled, guard}:
   *     whoever has this file
   */
  constructor(number, { size }, have, receiver) {
    this.#number = number;
    this.#size = size;
    this.#have = have;
    this.#receiver = receiver;
  }

  /** Takes a complete block, whose content is at the beginning of the buffer. */
  block({ block, length, hash }, buffer) {
    if (this.#isOver) {
      this.#receiver.recycled(buffer);
      this.#receiver.consumed(length);
      return;
    }
    const isAnswer = this.#asked.has(block);
    if (!isAnswer) {
      this.#advance(block, 1, length);
      if (this.#isOver) {
        this.#receiver.recycled(buffer);
        this.#receiver.consumed(length);
        return;
      }
    }
    if (isAnswer && this.#lengthOf(block) !== length) throw breach("a block has another length");
    this.#hashes[block] = hash;
    this.#setLength(block, length);
    this.#trusted.delete(block);
    this.#during(this.#store(block, length, hash, buffer));
  }

  same({ block, count }) {
    if (this.#isOver) return;
    this.#advance(block, count, 0);
    if (this.#isOver) return;
    for (let i = block; i < block + count; i++) {
      const hash = this.#have.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH);
      if (hash.length !== HASH_LENGTH) throw breach("SAME for a block that is not there");
      this.#hashes[i] = hash;
      this.#lengths.delete(i);
      this.#trusted.add(i);
      this.#receiver.covered(this.#size === null ? BLOCK_SIZE : Math.min(BLOCK_SIZE, this.#size - i * BLOCK_SIZE));
    }
    this.#during(this.#call("same", { block, count }));
  }

  hole({ block, count }) {
    if (this.#isOver) return;
    if (this.#size === null && count > MAX_HOLE_WITHOUT_SIZE) throw breach("a HOLE that is too long");
    this.#advance(block, count, count * BLOCK_SIZE);
    if (this.#isOver) return;
    this.#receiver.covered(count * BLOCK_SIZE);
    this.#during(this.#fillHole(block, count));
  }

  end(frame) {
    if (this.#isOver) return;
    if (this.#end !== null) throw breach("a second END");
    this.#end = frame;
    this.#during(Promise.resolve());
  }

  /** The sender says that this file is not going to come. */
  failed(code) {
    if (!this.#isOver) this.#settle(code);
  }

  /** The first time through, blocks come one after the other; a second time leaves out what is there. */
  #advance(block, count, length) {
    if (this.#end !== null) throw breach("content after END");
    if (block < this.#next) {
      if (this.#isSecondTime) throw breach("content comes a third time");
      this.#isSecondTime = true;
    } else if (block > this.#next && !this.#isSecondTime) {
      throw breach("content leaves out a block");
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
      this.#asked.delete(block);
      this.#receiver.covered(length);
    } else {
      this.#askFor(block);
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

  #askFor(block) {
    const times = (this.#asked.get(block) ?? 0) + 1;
    if (times > MAX_AGAIN) {
      this.fail("integrity");
      return;
    }
    this.#asked.set(block, times);
    this.#receiver.again(this.#number, block);
  }

  #call(operation, fields, transferred) {
    return this.#receiver.workshop.call(operation, { number: this.#number, ...fields }, transferred);
  }

  /** Looks whether the file is complete once this is done. */
  #during(work) {
    this.#pending++;
    this.#receiver.guard(
      work.then(() => {
        this.#pending--;
        return this.#check();
      }),
    );
  }

  async #check() {
    const isComplete = this.#end !== null && this.#pending === 0 && this.#asked.size === 0;
    if (!isComplete || this.#isChecking || this.#isOver) return;
    this.#isChecking = true;
    const { size, root } = this.#end;
    this.#checkLengths(size);
    if (sameBytes(await rootOf(size, this.#hashes), root)) {
      const name = await this.#call("finish", { size });
      this.#settle(null, size, name);
    } else if (this.#trusted.size > 0) {
      for (const block of this.#trusted) this.#askForTrusted(block, size);
    } else {
      this.fail("integrity");
    }
    this.#isChecking = false;
  }

  /** What was there before is not trusted any more. */
  #askForTrusted(block, size) {
    this.#trusted.delete(block);
    this.#setLength(block, Math.min(BLOCK_SIZE, size - block * BLOCK_SIZE));
    this.#askFor(block);
  }

  #checkLengths(size) {
    const blocks = blocksOf(size);
    this.#hashes.length = Math.min(this.#hashes.length, blocks);
    for (let block = 0; block < blocks; block++) {
      const isLast = block === blocks - 1;
      const due = isLast ? size - block * BLOCK_SIZE : BLOCK_SIZE;
      if (this.#hashes[block] === undefined) throw breach("a block is missing");
      if (!this.#trusted.has(block) && this.#lengthOf(block) !== due) throw breach("a block has a wrong length");
    }
  }

  /** This side gives the file up. */
  fail(code) {
    if (this.#isOver) return;
    this.#receiver.tellFailed(this.#number, code);
    this.#settle(code);
  }

  #settle(code, size = 0, name = null) {
    this.#isOver = true;
    if (code !== null) this.#receiver.guard(this.#call("abandon", {}));
    this.#receiver.reserved(-this.#reserved, this);
    this.#hashes = [];
    this.#receiver.settled(this.#number, { code, size, name });
  }
}
