// The places that received files go to. A target creates an object for each file: MemoryFile, PrivateFile or StreamedFile.

import { MemoryFile } from "./memory-file.js";
import { numbered, safeName, safePath } from "./names.js";
import { PrivateFile } from "./private-file.js";
import { StreamedFile } from "./streamed-file.js";

/** This page's directory in the private file system. */
const PRIVATE_DIRECTORY = "p2pcopy";

/**
 * Opens a target.
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
    return new MemoryFile();
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

/** A single file that the person chose; the browser has asked before replacing an existing one. */
class FileTarget {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async directory() {}

  async file() {
    const existing = await this.#handle.getFile();
    // The browser creates an empty file if there is none.
    return new StreamedFile(existing, async () => this.#handle, {
      isNew: existing.size === 0,
      handle: this.#handle,
    });
  }
}

class FolderTarget {
  #root;
  #usedNames = new Set();

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
    const createFile = () => this.#createFreeFile(directory, [...components.slice(0, -1), name]);
    return new StreamedFile(existing, createFile, { isNew: true });
  }

  async #directoryOf(components) {
    let directory = this.#root;
    for (const name of components) {
      const allowed = await allowedName(directory, name);
      directory = await directory.getDirectoryHandle(allowed, { create: true });
    }
    return directory;
  }

  /** Never replaces an existing file, and keeps names apart that differ only in case. */
  async #createFreeFile(directory, components) {
    for (let number = 0; ; number++) {
      const candidate = safeName(numbered(components.at(-1), number));
      const key = [...components.slice(0, -1), candidate].join("/").normalize("NFC").toLowerCase();
      if (this.#usedNames.has(key) || (await isTaken(directory, candidate))) continue;
      this.#usedNames.add(key);
      return directory.getFileHandle(candidate, { create: true });
    }
  }
}

/** Browsers refuse some names, such as those of Windows shortcuts; an appended underscore makes them acceptable. */
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
 * Returns null if the file exists, or the error that explains why not: no entry of that name, a directory,
 * or a name that the browser refuses. Other errors, such as a withdrawn permission, are thrown: they do not
 * concern the name.
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
