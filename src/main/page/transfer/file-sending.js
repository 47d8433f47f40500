// Sends the blocks of files, within the credit that the receiver grants.

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

/** How many blocks are read and hashed before their turn. */
const READ_AHEAD = 4;

export class FileSending {
  /** How many bytes were sent, told to be the same, or told to be zero. */
  covered = 0;
  #wire;
  #workshop;
  #change;
  #sent = 0;
  #credit = Infinity;
  #unwanted = new Map();

  /** @param change is told when something has changed that this may wait for */
  constructor(wire, workshop, change) {
    this.#wire = wire;
    this.#workshop = workshop;
    this.#change = change;
  }

  /** How many bytes of content were sent, on this connection and again where it was asked for. */
  get sent() {
    return this.#sent;
  }

  /** The receiver takes this much content in all. */
  grant(bytes) {
    if (this.#credit !== Infinity && bytes < this.#credit) throw breach("credit has fallen");
    this.#credit = bytes;
    this.#change.tell();
  }

  /** The receiver cannot store this file. */
  giveUp(number, code) {
    this.#unwanted.set(number, code);
  }

  isGivenUp(number) {
    return this.#unwanted.has(number);
  }

  /**
   * Sends all blocks of a file, and returns null, or {code} if it can't be read or is given up.
   *
   * @param have the hashes of blocks that the receiver has, by their numbers
   */
  async send(number, entry, have) {
    const before = this.covered;
    try {
      await this.#sendAll(number, entry, have);
      return null;
    } catch (e) {
      const code = this.#unwanted.get(number) ?? codeOf(e);
      if (code === null) throw e;
      this.covered = before + entry.size;
      this.#wire.send({ type: "failed", entry: number, code });
      return { code };
    }
  }

  /** Sends one block once more. */
  async sendBlock(number, { file, size }, block) {
    if (block >= blocksOf(size)) throw breach("again for a block that is not there");
    const { buffer, hash } = await this.#read(file, block);
    await this.#sendContent(number, block, hash, new Uint8Array(buffer));
  }

  async #sendAll(number, { file, size, modified }, have) {
    const blocks = blocksOf(size);
    const hashes = [];
    const ahead = [];
    const run = new Run(this.#wire, number);
    for (let block = 0; block < blocks; block++) {
      if (this.#unwanted.has(number)) throw new Unwanted();
      while (ahead.length < READ_AHEAD && block + ahead.length < blocks) {
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
    const promise = this.#workshop.call("readBlock", { file, block });
    // Whoever reads ahead may never come to look at it.
    promise.catch(() => {});
    return promise;
  }

  async #sendContent(number, block, hash, content) {
    await this.#credited(content.length);
    const head = blockFrame(number, block, hash, content.length);
    await this.#wire.writable();
    if (head.length + content.length <= MESSAGE_SIZE) {
      const whole = new Uint8Array(head.length + content.length);
      whole.set(head);
      whole.set(content, head.length);
      this.#wire.sendBytes(whole);
      return;
    }
    this.#wire.sendBytes(head);
    for (let start = 0; start < content.length; start += MESSAGE_SIZE) {
      await this.#wire.writable();
      this.#wire.sendBytes(content.subarray(start, start + MESSAGE_SIZE));
    }
  }

  async #credited(length) {
    await this.#change.until(() => this.#sent + length <= this.#credit);
    this.#sent += length;
  }
}

/** Ends the sending of a file that the receiver cannot store. */
class Unwanted extends Error {}

/** Returns the code for a file that can't be read, or null for any other fault. */
function codeOf(fault) {
  if (!(fault instanceof DOMException)) return null;
  // A browser refuses to read a file that is not as it was when it was chosen.
  return fault.name === "NotReadableError" ? "file-changed" : "file";
}

/** Consecutive blocks that need no content are told in one frame. */
class Run {
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
