// Sends the blocks of files within the credit that the receiver has granted.

import { sameBytes } from "../bytes.js";
import { breach } from "./faults.js";
import {
  BLOCK_SIZE,
  MESSAGE_SIZE,
  blockFrame,
  blocksOf,
  endFrame,
  holeFrame,
  sameFrame,
} from "./frames.js";
import { rootOf } from "./merkle.js";

/** How many blocks are read and hashed ahead of sending. */
const READ_AHEAD_BLOCKS = 4;

export class FileSender {
  /** How many bytes the receiver has got as BLOCK, SAME or HOLE. */
  covered = 0;
  #wire;
  #fileService;
  #change;
  #sent = 0;
  #credit = Infinity;
  #abandoned = new Map();

  /** @param change the notifier for anything that sending may wait for */
  constructor(wire, fileService, change) {
    this.#wire = wire;
    this.#fileService = fileService;
    this.#change = change;
  }

  /** How many bytes of content were sent on this connection, resent blocks included. */
  get sent() {
    return this.#sent;
  }

  /** Sets the total of content bytes that the receiver accepts so far. */
  grant(bytes) {
    if (this.#credit !== Infinity && bytes < this.#credit) throw breach("credit has fallen");
    this.#credit = bytes;
    this.#change.notify();
  }

  /** Stops sending a file that the receiver cannot store. */
  abandon(number, code) {
    this.#abandoned.set(number, code);
  }

  isAbandoned(number) {
    return this.#abandoned.has(number);
  }

  /**
   * Sends all blocks of a file. Returns null, or {code} if it can't be read or was abandoned.
   *
   * @param have the hashes of the blocks that the receiver has, by block number
   */
  async send(number, entry, have) {
    const before = this.covered;
    try {
      await this.#sendAll(number, entry, have);
      return null;
    } catch (e) {
      const code = this.#abandoned.get(number) ?? codeOf(e);
      if (code === null) throw e;
      this.covered = before + entry.size;
      this.#wire.send({ type: "failed", entry: number, code });
      return { code };
    }
  }

  /** Sends one block again. */
  async sendBlock(number, { file, size }, block) {
    if (block >= blocksOf(size)) throw breach("again for a block that does not exist");
    const { buffer, hash } = await this.#read(file, block);
    await this.#sendContent(number, block, hash, new Uint8Array(buffer));
  }

  async #sendAll(number, { file, size, modified }, have) {
    const blocks = blocksOf(size);
    const hashes = [];
    const ahead = [];
    const run = new BlockRun(this.#wire, number);
    for (let block = 0; block < blocks; block++) {
      if (this.#abandoned.has(number)) throw new AbandonedFile();
      while (ahead.length < READ_AHEAD_BLOCKS && block + ahead.length < blocks) {
        ahead.push(this.#read(file, block + ahead.length));
      }
      const { buffer, hash, isZero } = await ahead.shift();
      hashes.push(hash);
      if (have.has(block) && sameBytes(have.get(block), hash)) {
        run.extend(sameFrame, block);
      } else if (isZero && buffer.byteLength === BLOCK_SIZE) {
        run.extend(holeFrame, block);
      } else {
        run.end();
        await this.#sendContent(number, block, hash, new Uint8Array(buffer));
      }
      this.covered += buffer.byteLength;
    }
    run.end();
    this.#wire.sendBytes(endFrame(number, size, modified, await rootOf(size, hashes)));
  }

  #read(file, block) {
    const promise = this.#fileService.call("readBlock", { file, block });
    // A block read ahead may never be awaited.
    promise.catch(() => {});
    return promise;
  }

  async #sendContent(number, block, hash, content) {
    await this.#useCredit(content.length);
    const header = blockFrame(number, block, hash, content.length);
    await this.#wire.writable();
    if (header.length + content.length <= MESSAGE_SIZE) {
      const whole = new Uint8Array(header.length + content.length);
      whole.set(header);
      whole.set(content, header.length);
      this.#wire.sendBytes(whole);
      return;
    }
    this.#wire.sendBytes(header);
    for (let start = 0; start < content.length; start += MESSAGE_SIZE) {
      await this.#wire.writable();
      this.#wire.sendBytes(content.subarray(start, start + MESSAGE_SIZE));
    }
  }

  async #useCredit(length) {
    await this.#change.until(() => this.#sent + length <= this.#credit);
    this.#sent += length;
  }
}

/** Thrown to end the sending of a file that the receiver cannot store. */
class AbandonedFile extends Error {}

/** Returns the failure code for a file that can't be read, or null for any other error. */
function codeOf(fault) {
  if (!(fault instanceof DOMException)) return null;
  // Browsers refuse to read a file that changed after it was chosen.
  return fault.name === "NotReadableError" ? "file-changed" : "file";
}

/** Combines consecutive blocks without content into one SAME or HOLE frame. */
class BlockRun {
  #wire;
  #number;
  #frame = null;
  #first = 0;
  #count = 0;

  constructor(wire, number) {
    this.#wire = wire;
    this.#number = number;
  }

  extend(frame, block) {
    if (frame !== this.#frame) this.end();
    if (this.#frame === null) {
      this.#frame = frame;
      this.#first = block;
    }
    this.#count++;
  }

  end() {
    if (this.#frame !== null) this.#wire.sendBytes(this.#frame(this.#number, this.#first, this.#count));
    this.#frame = null;
    this.#count = 0;
  }
}
