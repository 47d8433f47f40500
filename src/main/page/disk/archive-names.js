// Names in a ZIP archive: each safe, and no two that a file system could take for one.

import { numbered, safeName } from "./names.js";

export class ArchiveNames {
  /** What is taken in each directory, by its path in the archive. */
  #taken = new Map();

  /** The directories' paths in the archive, by the path in the list. */
  #directories = new Map([["", ""]]);

  /** Returns the path in the archive of the next entry of a list, whose directory has been asked for. */
  of({ kind, path }) {
    const slash = path.lastIndexOf("/");
    const parent = this.#directories.get(path.slice(0, Math.max(slash, 0)));
    const name = this.#freeName(parent, safeName(path.slice(slash + 1)));
    const found = parent === "" ? name : `${parent}/${name}`;
    if (kind === "d") this.#directories.set(path, found);
    return found;
  }

  #freeName(parent, name) {
    if (!this.#taken.has(parent)) this.#taken.set(parent, new Map());
    const taken = this.#taken.get(parent);
    for (let number = taken.get(keyOf(name)) ?? 0; ; number++) {
      const candidate = safeName(numbered(name, number));
      const key = keyOf(candidate);
      if (taken.has(key)) continue;
      taken.set(key, 1);
      if (number > 0) taken.set(keyOf(name), number + 1);
      return candidate;
    }
  }
}

/** Some file systems take names for one that differ in case, or in how accents are written. */
function keyOf(name) {
  return name.normalize("NFC").toUpperCase().toLowerCase();
}
