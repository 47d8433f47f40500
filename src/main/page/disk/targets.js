// Where files go. A target makes an object for each file: HeldFile, PrivateFile or StreamedFile.

import { HeldFile } from "./held-file.js";
import { numbered, safeName, safePath } from "./names.js";
import { PrivateFile } from "./private-file.js";
import { StreamedFile } from "./streamed-file.js";

/** The directory of this page in the private file system. */
const PRIVATE_DIRECTORY = "p2pcopy";

/**
 * Returns the target.
 *
 * @param kind `memory`, `private`, `file` (`handle` is that of the one file) or `folder`
 */
export async function openTarget({ kind, handle }) {
  switch (kind) {
    case "private":
      return new PrivateTarget(await privateDirectory());
    case "file":
      return new FileTarget(handle);
    case "folder":
      return new FolderTarget(handle);
    default:
      return new MemoryTarget();
  }
}

export async function privateDirectory() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(PRIVATE_DIRECTORY, { create: true });
}

class MemoryTarget {
  async directory() {}

  async file() {
    return new HeldFile();
  }
}

class PrivateTarget {
  #directory;

  constructor(directory) {
    this.#directory = directory;
  }

  async directory() {}

  async file(path) {
    return PrivateFile.of(this.#directory, path);
  }
}

/** The person has chosen this very file, and whether it is replaced. */
class FileTarget {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async directory() {}

  async file() {
    return new StreamedFile(await this.#handle.getFile(), async () => this.#handle);
  }
}

class FolderTarget {
  #root;
  #given = new Set();

  constructor(root) {
    this.#root = root;
  }

  async directory(path) {
    await this.#directoryOf(safePath(path));
  }

  async file(path) {
    const components = safePath(path);
    const name = components.pop();
    const directory = await this.#directoryOf(components);
    const existing = await existingFile(directory, name);
    return new StreamedFile(existing, () => this.#freeFile(directory, components, name));
  }

  async #directoryOf(components) {
    let directory = this.#root;
    for (const name of components) {
      directory = await directory.getDirectoryHandle(name, { create: true });
    }
    return directory;
  }

  /** Nothing that is there is replaced, and names that differ only in case are not the same file. */
  async #freeFile(directory, components, name) {
    for (let number = 0; ; number++) {
      const candidate = safeName(numbered(name, number));
      const key = [...components, candidate].join("/").normalize("NFC").toLowerCase();
      if (this.#given.has(key) || (await isTaken(directory, candidate))) continue;
      this.#given.add(key);
      return directory.getFileHandle(candidate, { create: true });
    }
  }
}

async function existingFile(directory, name) {
  try {
    return await (await directory.getFileHandle(name)).getFile();
  } catch {
    return null;
  }
}

async function isTaken(directory, name) {
  try {
    await directory.getFileHandle(name);
    return true;
  } catch (e) {
    return e.name !== "NotFoundError";
  }
}
