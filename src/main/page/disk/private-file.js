// A received file in the origin's private file system. It is written in place, which only a worker can do,
// and so survives a crash or reload of the page.

import { hexOf, sha256, utf8 } from "../bytes.js";
import { BLOCK_SIZE } from "../transfer/frames.js";

const NAME_LENGTH = 32;
const MAX_TAB_NUMBER = 9;

export class PrivateFile {
  #directory;
  #name;
  #handle = null;
  #hasExisting = false;

  /** @param directory the page's directory in the private file system */
  static async of(directory, path) {
    const digest = await sha256(utf8(path));
    return new PrivateFile(directory, hexOf(digest).slice(0, NAME_LENGTH));
  }

  constructor(directory, name) {
    this.#directory = directory;
    this.#name = name;
  }

  /** Returns the file under the first name that no other tab is writing to, or null. */
  async existing() {
    try {
      const access = await this.#access({ create: false });
      access.close();
      this.#hasExisting = true;
      return await this.content();
    } catch (e) {
      if (e.name !== "NotFoundError") throw e;
      return null;
    }
  }

  async write(block, bytes) {
    const handle = await this.#open();
    const written = handle.write(bytes, { at: block * BLOCK_SIZE });
    if (written !== bytes.byteLength) throw new DOMException("", "QuotaExceededError");
  }

  /** Nothing to do: the file is written in place. */
  async keep() {}

  /** Writes zeros; beyond the end of the file nothing needs to be written. */
  async skip(block, count) {
    const handle = await this.#open();
    const written = Math.min(block + count, Math.ceil(handle.getSize() / BLOCK_SIZE));
    for (let i = block; i < written; i++) await this.write(i, new Uint8Array(BLOCK_SIZE));
  }

  async finish(size) {
    const handle = await this.#open();
    handle.truncate(size);
    handle.flush();
    handle.close();
    this.#handle = null;
    return null;
  }

  async abandon() {
    this.#handle?.close();
    this.#handle = null;
    await this.#directory.removeEntry(this.#name).catch(() => {});
  }

  async content() {
    try {
      return await (await this.#directory.getFileHandle(this.#name)).getFile();
    } catch {
      return null;
    }
  }

  /** Keeps what was written, for resuming. */
  async close() {
    this.#handle?.close();
    this.#handle = null;
  }

  async #open() {
    this.#handle ??= await this.#access({ create: true });
    return this.#handle;
  }

  /** Takes another name if another tab writes to this one, unless blocks of this file are to be kept. */
  async #access({ create }) {
    for (let tab = 2; ; tab++) {
      try {
        const file = await this.#directory.getFileHandle(this.#name, { create });
        return await file.createSyncAccessHandle();
      } catch (e) {
        const isInUse = e.name === "NoModificationAllowedError";
        if (!isInUse || this.#hasExisting || tab > MAX_TAB_NUMBER) throw e;
        this.#name = `${this.#name.slice(0, NAME_LENGTH)}-${tab}`;
      }
    }
  }
}
