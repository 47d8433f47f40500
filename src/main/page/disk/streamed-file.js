// A received file in a place that the person chose. The browser writes to a temporary file and replaces the
// target when the stream is closed, so nothing unverified ever has the target's name.

import { BLOCK_SIZE } from "../transfer/frames.js";

export class StreamedFile {
  #createFile;
  #existing;
  #isNew;
  #isFinished = false;
  #handle;
  #stream = null;
  #kept = [];
  #length = 0;

  /**
   * @param existing the file that already has this name, or null; it is not changed
   * @param createFile returns the handle of the file to write
   * @param isNew whether that file is created for this transfer, and removed if the transfer fails
   * @param handle that file, if it exists already
   */
  constructor(existing, createFile, { isNew, handle = null }) {
    this.#existing = existing;
    this.#createFile = createFile;
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

  /** Keeps a block of the existing file: it is copied if another file is written. */
  async keep(block) {
    if (this.#stream === null) this.#kept.push(block);
    else await this.#copy(block);
  }

  /** Writes zeros; beyond the end of the file the browser fills them in. */
  async skip(block, count) {
    const stream = await this.#open();
    const end = (block + count) * BLOCK_SIZE;
    const written = Math.min(block + count, Math.ceil(this.#length / BLOCK_SIZE));
    for (let i = block; i < written; i++) await this.write(i, new Uint8Array(BLOCK_SIZE));
    if (this.#length >= end) return;
    await stream.truncate(end);
    this.#length = end;
  }

  /** Returns the name of the file, or null if the existing file already has this content. */
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

  /** Removes the file that was created for this transfer: it is still empty. */
  async abandon() {
    if (this.#isFinished) return;
    try {
      await this.#stream?.abort();
      if (this.#isNew) await this.#handle?.remove?.();
    } catch {
      // The place no longer exists, or the page may no longer write there.
    }
    this.#stream = null;
  }

  async close() {
    await this.abandon();
  }

  async content() {
    return null;
  }

  async #open() {
    if (this.#stream !== null) return this.#stream;
    this.#handle = await this.#createFile();
    this.#stream = await this.#handle.createWritable();
    for (const block of this.#kept.splice(0)) await this.#copy(block);
    return this.#stream;
  }

  async #copy(block) {
    const part = this.#existing.slice(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE);
    await this.write(block, await part.arrayBuffer());
  }
}
