// A file that is kept in Blobs, where the browser offers no disk. Browsers put large Blobs on their
// own disk, up to a limit of theirs.

import { BLOCK_SIZE, blocksOf } from "../transfer/frames.js";

/** All blocks of all holes are this one. */
let zeroBlock = null;

export class HeldFile {
  #parts = [];
  #whole = null;

  async existing() {
    return this.#whole;
  }

  /** The memory is given back with this object. */
  async leave() {}

  async write(block, bytes) {
    this.#parts[block] = new Blob([bytes]);
  }

  /** Blocks that were there are still there. */
  async keep(block) {
    this.#parts[block] ??= this.#whole.slice(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE);
  }

  async skip(block, count) {
    zeroBlock ??= new Blob([new Uint8Array(BLOCK_SIZE)]);
    for (let i = block; i < block + count; i++) this.#parts[i] = zeroBlock;
  }

  async finish(size) {
    this.#whole = new Blob(this.#parts.slice(0, blocksOf(size)));
    this.#parts = [];
    return null;
  }

  async abandon() {
    this.#parts = [];
    this.#whole = null;
  }

  async content() {
    return this.#whole;
  }
}
