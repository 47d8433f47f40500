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

/** Whether two targets write to the same place. */
export async function isSamePlace(one, other) {
  if (one.kind !== other.kind) return false;
  return one.handle === undefined || one.handle.isSameEntry(other.handle);
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
    const existing = await this.#handle.getFile();
    // The browser has made an empty file if there was none.
    return new StreamedFile(existing, async () => this.#handle, {
      isNew: existing.size === 0,
      handle: this.#handle,
    });
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
    const directory = await this.#directoryOf(components.slice(0, -1));
    const name = await allowedName(directory, components.at(-1));
    const existing = await existingFile(directory, name);
    const place = () => this.#freeFile(directory, [...components.slice(0, -1), name]);
    return new StreamedFile(existing, place, { isNew: true });
  }

  async #directoryOf(components) {
    let directory = this.#root;
    for (const name of components) {
      const allowed = await allowedName(directory, name);
      directory = await directory.getDirectoryHandle(allowed, { create: true });
    }
    return directory;
  }

  /** Nothing that is there is replaced, and names that differ only in case are not the same file. */
  async #freeFile(directory, components) {
    for (let number = 0; ; number++) {
      const candidate = safeName(numbered(components.at(-1), number));
      const key = [...components.slice(0, -1), candidate].join("/").normalize("NFC").toLowerCase();
      if (this.#given.has(key) || (await isTaken(directory, candidate))) continue;
      this.#given.add(key);
      return directory.getFileHandle(candidate, { create: true });
    }
  }
}

/** Browsers refuse some names, such as those of Windows shortcuts; one more character makes them harmless. */
async function allowedName(directory, name) {
  const fault = await faultOf(directory, name);
  return fault?.name === "TypeError" ? `${name}_` : name;
}

async function existingFile(directory, name) {
  if ((await faultOf(directory, name)) !== null) return null;
  return (await directory.getFileHandle(name)).getFile();
}

async function isTaken(directory, name) {
  return (await faultOf(directory, name))?.name !== "NotFoundError";
}

/**
 * Returns why there is no such file: nothing has the name, a directory has it, or the browser does not
 * allow it. Null if there is one. Any other fault, such as a permission that was withdrawn, says nothing
 * about the name and is thrown.
 */
async function faultOf(directory, name) {
  try {
    await directory.getFileHandle(name);
    return null;
  } catch (e) {
    if (["NotFoundError", "TypeMismatchError", "TypeError"].includes(e.name)) return e;
    throw e;
  }
}
