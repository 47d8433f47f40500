// Names in a ZIP archive: safe, and different on every file system.

import { numbered, safeName } from "./names.js";

export class ArchiveNames {
  /** The names in use in each directory, by the directory's path in the archive. */
  #taken = new Map();

  /** The directories' paths in the archive, by the path in the list. */
  #directories = new Map([["", ""]]);

  /** Returns the archive path of an entry; has to be called for its directory first. */
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

/** Some file systems ignore case or Unicode normalization. */
function keyOf(name) {
  return name.normalize("NFC").toUpperCase().toLowerCase();
}
