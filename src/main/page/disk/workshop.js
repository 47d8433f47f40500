// What reads, hashes and writes. It runs in a worker where there is one, else in the page.

import { sameBytes, sha256 } from "../bytes.js";
import { crc32Of } from "./crc32.js";
import { hashesOf, readBlock } from "./hashing.js";
import { HeldFile } from "./held-file.js";
import { isSamePlace, openTarget } from "./targets.js";
import { WrittenFile } from "./written-file.js";

export class Workshop {
  #target = null;
  #files = new Map();

  /** What an earlier list has left in the same place, by path. */
  #earlier = new Map();
  #queue = Promise.resolve();

  /** Returns the result of an operation, which is one of the methods below. */
  call(operation, fields) {
    return this[operation](fields);
  }

  /** Returns {buffer, hash, isZero} of a block of a file on its way out. */
  readBlock({ file, block }) {
    return readBlock(file, block);
  }

  /**
   * Says where the next files go. What was written for the same list goes on; a list with another id, of
   * a sender who has begun again, may find in the same place what was written before under its paths.
   */
  open({ id, ...place }) {
    return this.#inOrder(async () => {
      if (this.#target?.id === id) return;
      const isSame = this.#target !== null && (await isSamePlace(this.#target.place, place));
      if (!isSame) await this.#leaveAll();
      for (const file of this.#files.values()) this.#earlier.set(file.path, file);
      this.#files.clear();
      const files = isSame ? this.#target.files : await openTarget(place);
      this.#target = { id, place, files };
    });
  }

  directory({ path }) {
    return this.#inOrder(() => this.#target.files.directory(path));
  }

  /** Returns the hashes of the blocks that are there of a file. */
  basis({ number, path, size }) {
    return this.#inOrder(async () => {
      const known = this.#files.get(number) ?? this.#takeEarlier(path);
      if (known?.isOpen) {
        this.#files.set(number, known);
        return known.hashes(size);
      }
      const output = known?.output ?? (await this.#target.files.file(path));
      this.#files.set(number, new WrittenFile(path, output));
      const existing = await output.existing();
      return existing === null ? new Uint8Array() : hashesOf(existing, size);
    });
  }

  /** Returns whether the block has this hash, for only then it is written, and the buffer. */
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

  /** Returns the name that the file has got, or null if it has none of its own. */
  finish({ number, size }) {
    return this.#inOrder(() => this.#files.get(number).finish(size));
  }

  abandon({ number }) {
    return this.#inOrder(() => this.#files.get(number)?.abandon());
  }

  /** Returns {content, crc} of a finished file that is kept for the person to take. */
  content({ number, withCrc }) {
    return this.#inOrder(async () => {
      const content = await this.#files.get(number).output.content();
      return { content, crc: withCrc ? await crc32Of(content) : 0 };
    });
  }

  /** Removes all files that were kept for the person to take, and those that were not finished. */
  forget() {
    return this.#inOrder(async () => {
      for (const { output } of [...this.#files.values(), ...this.#earlier.values()]) {
        if ((await output.content()) !== null) await output.abandon();
      }
      await this.#leaveAll();
      this.#target = null;
    });
  }

  /** A finished file in a place of the person's is theirs, and is looked at again like any other there. */
  #takeEarlier(path) {
    const earlier = this.#earlier.get(path);
    this.#earlier.delete(path);
    return earlier?.isOpen || earlier?.output instanceof HeldFile ? earlier : undefined;
  }

  async #leaveAll() {
    for (const file of [...this.#files.values(), ...this.#earlier.values()]) await file.leave();
    this.#files.clear();
    this.#earlier.clear();
  }

  #inOrder(work) {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}
