// Sorts names for display, as a file manager does.

import { TimeSlice } from "../async.js";
import { parentOf } from "../transfer/listing.js";
import { fillNames, MAX_NAMES } from "./dom.js";

/** Visits every STRIDE-th name first: this finds small names early whatever the input order. */
const STRIDE = 997;

/** How many names are handled between two reads of the clock. */
const NAMES_PER_CHECK = 256;

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/**
 * Fills a list with the sorted names of entries.
 *
 * @param isCurrent whether the list still shows these entries when sorting has finished
 * @param textOf formats a path for display
 */
export async function showSorted(list, entries, isCurrent, textOf = (path) => path) {
  fillNames(list, ["Sorting …"]);
  const paths = await sortedPaths(entries);
  if (isCurrent()) fillNames(list, paths.map(textOf), entries.length);
}

/**
 * Resolves to the first `most` paths in display order: directories before files, each directory
 * followed by its content, numbers by value. A directory's path ends with a slash. The page stays
 * responsive meanwhile: a million names take seconds.
 */
export async function sortedPaths(entries, most = MAX_NAMES) {
  const slice = new TimeSlice();
  const children = new Map();
  for (let i = 0; i < entries.length; i++) {
    if (i % NAMES_PER_CHECK === 0 && slice.isOver) await slice.next();
    const parent = parentOf(entries[i].path);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [entries[i]]);
    else siblings.push(entries[i]);
  }
  const paths = [];
  await walk("", children, paths, most, slice);
  return paths;
}

async function walk(directory, children, paths, most, slice) {
  for (const { kind, path } of await smallest(children.get(directory) ?? [], most - paths.length, slice)) {
    if (paths.length === most) return;
    paths.push(kind === "d" ? `${path}/` : path);
    if (kind === "d") await walk(path, children, paths, most, slice);
  }
}

/** Resolves to the first `count` siblings in order. Every other one is compared once, with the last of these. */
async function smallest(siblings, count, slice) {
  const found = [];
  let visited = 0;
  for (let first = 0; first < Math.min(STRIDE, siblings.length); first++) {
    for (let i = first; i < siblings.length; i += STRIDE) {
      if (++visited % NAMES_PER_CHECK === 0 && slice.isOver) await slice.next();
      insert(named(siblings[i]), found, count);
    }
  }
  return found;
}

function insert(one, found, count) {
  if (found.length === count && (count === 0 || compare(one, found.at(-1)) > 0)) return;
  found.splice(indexFor(one, found), 0, one);
  if (found.length > count) found.pop();
}

function named({ kind, path }) {
  return { kind, path, name: path.slice(path.lastIndexOf("/") + 1) };
}

function indexFor(one, sorted) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(one, sorted[middle]) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function compare(left, right) {
  if ((left.kind === "d") !== (right.kind === "d")) return left.kind === "d" ? -1 : 1;
  return COLLATOR.compare(left.name, right.name) || (left.name < right.name ? -1 : 1);
}
