// A file in the origin's private file system, written in place, so that it survives whatever
// happens to the page. Only a worker can write there so.

import { hexOf, sha256, utf8 } from "../bytes.js";
import { BLOCK_SIZE } from "../transfer/frames.js";

const NAME_LENGTH = 32;
const MAX_TABS = 9;

export class PrivateFile {
  #directory;
  #name;
  #handle = null;

  /** @param directory the page's own in the private file system */
  static async of(directory, path) {
    const digest = await sha256(utf8(path));
    return new PrivateFile(directory, hexOf(digest).slice(0, NAME_LENGTH));
  }

  constructor(directory, name) {
    this.#directory = directory;
    this.#name = name;
  }

  async existing() {
    try {
      return await (await this.#directory.getFileHandle(this.#name)).getFile();
    } catch {
      return null;
    }
  }

  async write(block, bytes) {
    const handle = await this.#open();
    const written = handle.write(bytes, { at: block * BLOCK_SIZE });
    if (written !== bytes.byteLength) throw new DOMException("", "QuotaExceededError");
  }

  /** Blocks that were there are still there. */
  async keep() {}

  /** A block of zeros: behind the end of the file it needs no writing. */
  async skip(block) {
    const handle = await this.#open();
    if (handle.getSize() > block * BLOCK_SIZE) await this.write(block, new Uint8Array(BLOCK_SIZE));
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
    return this.existing();
  }

  async #open() {
    this.#handle ??= await this.#create();
    return this.#handle;
  }

  /** Another tab may be at work on a file of this name. */
  async #create() {
    for (let tab = 2; ; tab++) {
      try {
        const file = await this.#directory.getFileHandle(this.#name, { create: true });
        return await file.createSyncAccessHandle();
      } catch (e) {
        if (e.name !== "NoModificationAllowedError" || tab > MAX_TABS) throw e;
        this.#name = `${this.#name.slice(0, NAME_LENGTH)}-${tab}`;
      }
    }
  }
}
