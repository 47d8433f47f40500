// Reads, hashes and writes files. Runs in a worker if available, else in the page.

import { sameBytes, sha256 } from "../bytes.js";
import { crc32Of } from "./crc32.js";
import { hashesOf, readBlock } from "./hashing.js";
import { MemoryFile } from "./memory-file.js";
import { isSamePlace, openTarget } from "./targets.js";
import { PartialFile } from "./partial-file.js";

export class FileService {
  #target = null;
  #files = new Map();

  /** Files of an earlier list in the same place, by path. */
  #earlier = new Map();
  #queue = Promise.resolve();

  /** Calls one of the methods below by its name. */
  call(operation, fields) {
    return this[operation](fields);
  }

  /** Returns {buffer, hash, isZero} of a block of a file to send. */
  readBlock({ file, block }) {
    return readBlock(file, block);
  }

  /**
   * Sets the target of the following files. Files of the same list are resumed. A list with another id,
   * from a sender that was restarted, resumes files of the same path in the same place.
   */
  open({ id, ...place }) {
    return this.#inOrder(async () => {
      if (this.#target?.id === id) return;
      const isSame = this.#target !== null && (await isSamePlace(this.#target.place, place));
      if (!isSame) await this.#closeAll();
      for (const file of this.#files.values()) this.#earlier.set(file.path, file);
      this.#files.clear();
      const files = isSame ? this.#target.files : await openTarget(place);
      this.#target = { id, place, files };
    });
  }

  directory({ path }) {
    return this.#inOrder(() => this.#target.files.directory(path));
  }

  /** Returns the concatenated hashes of the blocks that are present of a file. */
  basis({ number, path, size }) {
    return this.#inOrder(async () => {
      const known = this.#files.get(number) ?? this.#takeEarlier(path);
      if (known?.isOpen) {
        this.#files.set(number, known);
        return known.hashes(size);
      }
      const output = known?.output ?? (await this.#target.files.file(path));
      this.#files.set(number, new PartialFile(path, output));
      const existing = await output.existing();
      return existing === null ? new Uint8Array() : hashesOf(existing, size);
    });
  }

  /** Writes a block if it has this hash; returns {isIntact, buffer}. */
  async block({ number, block, length, hash, buffer }) {
    const bytes = new Uint8Array(buffer, 0, length);
    const isIntact = sameBytes(await sha256(bytes), hash);
    if (isIntact) await this.#inOrder(() => this.#files.get(number).write(block, bytes, hash));
    return { isIntact, buffer };
  }

  same({ number, block, count }) {
    return this.#inOrder(() => this.#files.get(number).keep(block, count));
  }

  hole({ number, block, count, hash }) {
    return this.#inOrder(() => this.#files.get(number).skip(block, count, hash));
  }

  /** Returns the final name of the file, or null if it has none of its own. */
  finish({ number, size }) {
    return this.#inOrder(() => this.#files.get(number).finish(size));
  }

  abandon({ number }) {
    return this.#inOrder(() => this.#files.get(number)?.abandon());
  }

  /** Returns {content, crc} of a finished file that the person has not saved yet. */
  content({ number, withCrc }) {
    return this.#inOrder(async () => {
      const content = await this.#files.get(number).output.content();
      return { content, crc: withCrc ? await crc32Of(content) : 0 };
    });
  }

  /** Removes all files that the person has not saved, and unfinished ones. */
  forget() {
    return this.#inOrder(async () => {
      for (const { output } of [...this.#files.values(), ...this.#earlier.values()]) {
        if ((await output.content()) !== null) await output.abandon();
      }
      await this.#closeAll();
      this.#target = null;
    });
  }

  /** Finished files in a chosen place are not reused as objects: the person may have changed them. */
  #takeEarlier(path) {
    const earlier = this.#earlier.get(path);
    this.#earlier.delete(path);
    return earlier?.isOpen || earlier?.output instanceof MemoryFile ? earlier : undefined;
  }

  async #closeAll() {
    for (const file of [...this.#files.values(), ...this.#earlier.values()]) await file.close();
    this.#files.clear();
    this.#earlier.clear();
  }

  #inOrder(work) {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}
