// A file that is being written, with the hashes of what was written since it was opened.

import { HASH_LENGTH, blocksOf } from "../transfer/frames.js";

export class WrittenFile {
  path;
  output;
  isOpen = false;

  /** The hash of each block that was written; blocks of a hole share one. */
  #written = [];

  /**
   * @param path its path in the list that is received
   * @param output a HeldFile, PrivateFile or StreamedFile
   */
  constructor(path, output) {
    this.path = path;
    this.output = output;
  }

  async write(block, bytes, hash) {
    this.isOpen = true;
    await this.output.write(block, bytes);
    this.#written[block] = hash;
  }

  async keep(block, count) {
    for (let i = block; i < block + count; i++) {
      if (this.#written[i] === undefined) await this.output.keep(i);
    }
  }

  async skip(block, count, hash) {
    this.isOpen = true;
    await this.output.skip(block, count);
    for (let i = block; i < block + count; i++) this.#written[i] = hash;
  }

  /** The hashes of the first blocks of a file that is to have `size` bytes, as far as there is no gap. */
  hashes(size) {
    let blocks = 0;
    const most = size === null ? Infinity : blocksOf(size);
    while (blocks < most && this.#written[blocks] !== undefined) blocks++;
    const hashes = new Uint8Array(blocks * HASH_LENGTH);
    for (let i = 0; i < blocks; i++) hashes.set(this.#written[i], i * HASH_LENGTH);
    return hashes;
  }

  async finish(size) {
    const name = await this.output.finish(size);
    this.#close();
    return name;
  }

  async abandon() {
    await this.output.abandon();
    this.#close();
  }

  /** It is not written any further now, and was not finished. */
  async leave() {
    await this.output.leave();
    this.#close();
  }

  #close() {
    this.isOpen = false;
    this.#written = [];
  }
}
