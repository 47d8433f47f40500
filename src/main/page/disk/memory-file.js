// A received file kept in Blobs, where the browser has no private file system. Browsers move large Blobs
// to disk, up to a limit of their own.

import { BLOCK_SIZE, blocksOf } from "../transfer/frames.js";

/** Shared by all blocks of all holes. */
let zeroBlock = null;

export class MemoryFile {
  #parts = [];
  #whole = null;

  async existing() {
    return this.#whole;
  }

  /** The memory is freed with this object. */
  async close() {}

  async write(block, bytes) {
    this.#parts[block] = new Blob([bytes]);
  }

  /** Keeps a block of the earlier content. */
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
