// The list of offered entries, which the receiver checks one by one.

import { TransferFault, breach } from "./faults.js";
import { MAX_FILE_SIZE } from "./frames.js";
import { hexDigitsOf, integerOf } from "./messages.js";

const MAX_ENTRIES = 2 ** 32 - 1;
const MAX_ENTRIES_IN_MESSAGE = 1000;
const MAX_PATH_LENGTH = 4096;
const MAX_COMPONENTS = 256;
const MAX_TIME_MS = 8.64e15;
const MAX_MODE = 0o777;

/** How much memory the list may take before the person accepts: about two million files. */
const MAX_MEMORY_BYTES = 2 ** 29;

/** The memory of an entry without its path, which takes two bytes per character. */
const ENTRY_MEMORY_BYTES = 160;
const TOO_LONG = "Your friend offers more files than this page can list. Ask for them in parts or in an archive.";
const COUNTS = { f: "files", d: "directories", l: "links" };

export class Listing {
  entries = [];
  #counts = { f: 0, d: 0, l: 0 };
  #expected;
  #paths = new Set();
  #open = [];
  #memory = 0;

  constructor(offer) {
    this.id = hexDigitsOf(offer, "id", 32);
    this.bytes = integerOf(offer, "bytes");
    this.#expected = Object.fromEntries(
      Object.entries(COUNTS).map(([kind, field]) => [kind, integerOf(offer, field, 0, MAX_ENTRIES)]),
    );
  }

  get files() {
    return this.#counts.f;
  }

  get links() {
    return this.#counts.l;
  }

  /** Adds the entries of an `entries` message. */
  add({ list }) {
    if (!Array.isArray(list) || list.length < 1 || list.length > MAX_ENTRIES_IN_MESSAGE) {
      throw breach("entries has no usable list");
    }
    for (const fields of list) this.#addOne(fields);
  }

  /** Whether this is the same offer from the same run of the sender. */
  equals(other) {
    return this.id === other.id && JSON.stringify(this.entries) === JSON.stringify(other.entries);
  }

  /** Checks that all announced entries have arrived. */
  complete() {
    for (const [kind, expected] of Object.entries(this.#expected)) {
      if (this.#counts[kind] !== expected) throw breach("fewer entries than announced");
    }
    const known = this.entries.reduce((sum, { size }) => sum + (size ?? 0), 0);
    if (known !== this.bytes) throw breach("the sizes do not add up");
  }

  #addOne(fields) {
    const entry = readEntry(fields);
    if (++this.#counts[entry.kind] > this.#expected[entry.kind]) {
      throw breach("more entries than announced");
    }
    this.#memory += ENTRY_MEMORY_BYTES + 2 * entry.path.length;
    if (this.#memory > MAX_MEMORY_BYTES) throw new TransferFault("file", { sentence: TOO_LONG });
    if (this.#paths.has(entry.path)) throw breach("a path occurs twice");
    this.#paths.add(entry.path);
    this.#descendTo(parentOf(entry.path));
    if (entry.kind === "d") this.#open.push(entry.path);
    this.entries.push(entry);
  }

  /** Checks the order: a directory precedes its content, which follows it without interruption. */
  #descendTo(parent) {
    while (this.#open.length > 0 && this.#open.at(-1) !== parent) this.#open.pop();
    if ((this.#open.at(-1) ?? "") !== parent) throw breach("an entry is not in its directory");
  }
}

function readEntry(fields) {
  if (!Array.isArray(fields)) throw breach("an entry is not a list");
  const [kind, path, ...rest] = fields;
  checkPath(path);
  if (kind === "f" && rest.length >= 3) {
    const [size, modified, mode] = rest;
    check(size === null || (Number.isSafeInteger(size) && size >= 0 && size <= MAX_FILE_SIZE));
    checkTimeAndMode(modified, mode);
    return { kind, path, size, modified };
  }
  if (kind === "d" && rest.length >= 2) {
    checkTimeAndMode(...rest);
    return { kind, path };
  }
  check(kind === "l" && typeof rest[0] === "string" && rest[0].length <= MAX_PATH_LENGTH);
  return { kind, path };
}

function checkPath(path) {
  check(typeof path === "string" && path.length <= MAX_PATH_LENGTH);
  const components = path.split("/");
  check(components.length <= MAX_COMPONENTS);
  check(components.every((component) => !["", ".", ".."].includes(component)));
}

function checkTimeAndMode(modified, mode) {
  check(modified === null || (Number.isSafeInteger(modified) && Math.abs(modified) <= MAX_TIME_MS));
  check(mode === null || (Number.isSafeInteger(mode) && mode >= 0 && mode <= MAX_MODE));
}

function check(holds) {
  if (!holds) throw breach("an entry is malformed");
}

/** Returns the path of the parent directory, empty at the top. */
export function parentOf(path) {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
