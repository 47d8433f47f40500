// A file in a place that the person has chosen. The browser writes beside it and puts the content
// in its place when the file is finished, so nothing unverified ever has the name.

import { BLOCK_SIZE } from "../transfer/frames.js";

export class StreamedFile {
  #place;
  #existing;
  #isNew;
  #isFinished = false;
  #handle;
  #stream = null;
  #kept = [];
  #length = 0;

  /**
   * @param existing the file that is there under this name, or null; it is left as it is
   * @param place returns the handle of the file to write
   * @param isNew whether that file is made for this transfer, and goes if the transfer does not end well
   * @param handle that file, if it is there already
   */
  constructor(existing, place, { isNew, handle = null }) {
    this.#existing = existing;
    this.#place = place;
    this.#isNew = isNew;
    this.#handle = handle;
  }

  async existing() {
    return this.#existing;
  }

  async write(block, bytes) {
    const stream = await this.#open();
    await stream.write({ type: "write", position: block * BLOCK_SIZE, data: bytes });
    this.#length = Math.max(this.#length, block * BLOCK_SIZE + bytes.byteLength);
  }

  /** A block is as it is in the existing file: it is copied if there is another one to write. */
  async keep(block) {
    if (this.#stream === null) this.#kept.push(block);
    else await this.#copy(block);
  }

  /** Blocks of zeros: behind the end of the file the browser puts them there. */
  async skip(block, count) {
    const stream = await this.#open();
    const end = (block + count) * BLOCK_SIZE;
    const written = Math.min(block + count, Math.ceil(this.#length / BLOCK_SIZE));
    for (let i = block; i < written; i++) await this.write(i, new Uint8Array(BLOCK_SIZE));
    if (this.#length >= end) return;
    await stream.truncate(end);
    this.#length = end;
  }

  /** Returns the name, or null if the existing file is what was wanted. */
  async finish(size) {
    this.#isFinished = this.#stream === null && this.#existing?.size === size && size > 0;
    if (this.#isFinished) return null;
    const stream = await this.#open();
    await stream.truncate(size);
    await stream.close();
    this.#isFinished = true;
    this.#stream = null;
    return this.#handle.name;
  }

  /** An empty file would be left, for browsers write beside it until the end. */
  async abandon() {
    if (this.#isFinished) return;
    try {
      await this.#stream?.abort();
      if (this.#isNew) await this.#handle?.remove?.();
    } catch {
      // The place is gone, or the page may not write there any more.
    }
    this.#stream = null;
  }

  async leave() {
    await this.abandon();
  }

  async content() {
    return null;
  }

  async #open() {
    if (this.#stream !== null) return this.#stream;
    this.#handle = await this.#place();
    this.#stream = await this.#handle.createWritable();
    for (const block of this.#kept.splice(0)) await this.#copy(block);
    return this.#stream;
  }

  async #copy(block) {
    const part = this.#existing.slice(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE);
    await this.write(block, await part.arrayBuffer());
  }
}
