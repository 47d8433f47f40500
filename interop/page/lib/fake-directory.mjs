// An in-memory directory of the File System Access API: content becomes visible when the stream is closed.

export class FakeDirectory {
  kind = "directory";
  isDeleted = false;

  /** If not null, each operation fails with this. */
  fault = null;
  #entries = new Map();
  #refused;

  /** @param refused the names that the browser does not allow */
  constructor({ refused = /^$/ } = {}) {
    this.#refused = refused;
  }

  async isSameEntry(other) {
    return this === other;
  }

  async getFileHandle(name, options) {
    return this.#get(name, "file", options, () => new FakeFile(name, "", this));
  }

  async getDirectoryHandle(name, options) {
    return this.#get(name, "directory", options, () => new FakeDirectory({ refused: this.#refused }));
  }

  /** Adds a file and returns its handle. */
  put(name, content) {
    const file = new FakeFile(name, content, this);
    this.#entries.set(name, file);
    return file;
  }

  remove(name) {
    this.#entries.delete(name);
  }

  /** Returns contents and directories by name. */
  tree() {
    const pairs = [...this.#entries].map(([name, entry]) => [name, entry.tree()]);
    return Object.fromEntries(pairs);
  }

  #get(name, kind, { create = false } = {}, make) {
    if (this.fault !== null) throw this.fault;
    if (this.#refused.test(name)) throw new TypeError("Name is not allowed.");
    if (this.isDeleted || (!create && !this.#entries.has(name))) throw new DOMException("", "NotFoundError");
    if (!this.#entries.has(name)) this.#entries.set(name, make());
    const entry = this.#entries.get(name);
    if (entry.kind !== kind) throw new DOMException("", "TypeMismatchError");
    return entry;
  }
}

class FakeFile {
  kind = "file";
  #content;
  #directory;

  constructor(name, content, directory) {
    this.name = name;
    this.#content = content;
    this.#directory = directory;
  }

  async getFile() {
    return new Blob([this.#content]);
  }

  async createWritable() {
    let content = Buffer.alloc(0);
    return {
      write: async ({ position, data }) => {
        const bytes = Buffer.from(data);
        content = Buffer.concat([content.subarray(0, position), bytes, content.subarray(position + bytes.length)]);
      },
      truncate: async (size) =>
        (content = Buffer.concat([content.subarray(0, size), Buffer.alloc(Math.max(0, size - content.length))])),
      close: async () => (this.#content = content.toString()),
      abort: async () => {},
    };
  }

  async remove() {
    this.#directory.remove(this.name);
  }

  tree() {
    return this.#content;
  }
}
