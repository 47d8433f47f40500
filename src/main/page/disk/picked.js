// Turns what the person picks or drops into the list of entries to offer.

import { numbered } from "./names.js";

/** Returns {files: [{path, file}], directories: [path]} of an input element. */
export function pickedFiles(input) {
  const files = Array.from(input.files, (file) => ({
    path: file.webkitRelativePath || file.name,
    file,
  }));
  return { files, directories: [] };
}

/** Returns the same for dropped items, empty directories included. */
export async function droppedFiles(transfer) {
  const picked = { files: [], directories: [] };
  // The items are valid only during the event, so all entries are read before any waiting.
  const items = Array.from(transfer.items).filter(({ kind }) => kind === "file");
  const dropped = items.map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  for (const { entry, file } of dropped) {
    if (entry) await walk(entry, picked);
    // An item from another page, such as a picture, has no file system entry.
    else if (file !== null) picked.files.push({ path: file.name, file });
  }
  return picked;
}

/** Returns {id, entries, bytes} for the sender, in depth-first order with unique names. */
export function sourceOf({ files, directories }) {
  const root = new Map();
  for (const path of directories) nodeAt(root, path.split("/"));
  for (const { path, file } of files) {
    const components = path.split("/");
    const name = components.pop();
    const parent = nodeAt(root, components);
    parent.set(freeName(parent, name), file);
  }
  const entries = [];
  list(root, "", entries);
  const bytes = entries.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return { id: newId(), entries, bytes };
}

/** Returns the source for a message, of at most 16384 UTF-16 units. */
export function messageOf(text) {
  return { id: newId(), text, entries: [], bytes: 0 };
}

function newId() {
  return crypto.randomUUID().replaceAll("-", "");
}

async function walk(entry, picked) {
  const path = entry.fullPath.slice(1);
  if (entry.isFile) {
    picked.files.push({ path, file: await new Promise((done, fail) => entry.file(done, fail)) });
    return;
  }
  picked.directories.push(path);
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return;
    for (const child of some) await walk(child, picked);
  }
}

/** macOS returns decomposed names; other systems use the composed form. */
const IS_MAC = globalThis.navigator?.platform?.startsWith("Mac") ?? false;

/** Returns the directory at these names, creating it if necessary. */
function nodeAt(root, names) {
  let node = root;
  for (const name of names) {
    if (!node.has(name)) node.set(name, new Map());
    node = node.get(name);
  }
  return node;
}

/** Files of the same name may come from different places. */
function freeName(directory, name) {
  let free = name;
  for (let number = 1; directory.has(free); number++) free = numbered(name, number);
  return free;
}

function list(directory, prefix, entries) {
  for (const [name, node] of directory) {
    const path = prefix + (IS_MAC ? name.normalize("NFC") : name);
    if (node instanceof Map) {
      entries.push({ kind: "d", path });
      list(node, `${path}/`, entries);
    } else {
      entries.push({ kind: "f", path, size: node.size, modified: node.lastModified, file: node });
    }
  }
}
