// A file being received, with the hashes of the blocks written since it was opened.

import { HASH_LENGTH, blocksOf } from "../transfer/frames.js";

export class PartialFile {
  path;
  output;
  isOpen = false;

  /** The hash of each written block; blocks of a hole share one object. */
  #hashes = [];

  /**
   * @param path the path in the received list
   * @param output a MemoryFile, PrivateFile or StreamedFile
   */
  constructor(path, output) {
    this.path = path;
    this.output = output;
  }

  async write(block, bytes, hash) {
    this.isOpen = true;
    await this.output.write(block, bytes);
    this.#hashes[block] = hash;
  }

  async keep(block, count) {
    for (let i = block; i < block + count; i++) {
      if (this.#hashes[i] === undefined) await this.output.keep(i);
    }
  }

  async skip(block, count, hash) {
    this.isOpen = true;
    await this.output.skip(block, count);
    for (let i = block; i < block + count; i++) this.#hashes[i] = hash;
  }

  /** Returns the concatenated hashes of the blocks before the first gap; `size` is the full size, or null if unknown. */
  hashes(size) {
    let blocks = 0;
    const limit = size === null ? Infinity : blocksOf(size);
    while (blocks < limit && this.#hashes[blocks] !== undefined) blocks++;
    const hashes = new Uint8Array(blocks * HASH_LENGTH);
    for (let i = 0; i < blocks; i++) hashes.set(this.#hashes[i], i * HASH_LENGTH);
    return hashes;
  }

  async finish(size) {
    const name = await this.output.finish(size);
    this.#clear();
    return name;
  }

  async abandon() {
    await this.output.abandon();
    this.#clear();
  }

  /** Closes the file unfinished; what can be resumed is kept. */
  async close() {
    await this.output.close();
    this.#clear();
  }

  #clear() {
    this.isOpen = false;
    this.#hashes = [];
  }
}
