// The order in which names are shown: as a file manager would.

import { Turn } from "../async.js";
import { parentOf } from "../transfer/listing.js";
import { fillNames, MOST_NAMES } from "./dom.js";

/** Each so-many-th name is looked at first: among these are some of the first ones in any order. */
const STRIDE = 997;

/** The clock is not asked for each name. */
const NAMES_IN_TURN = 256;

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/**
 * Fills a list with the names of entries once they are in order.
 *
 * @param isWanted tells whether these are still the entries to be shown then
 * @param textOf makes of a path what is shown
 */
export async function showSorted(list, entries, isWanted, textOf = (path) => path) {
  fillNames(list, ["Sorting …"]);
  const paths = await sortedPaths(entries);
  if (isWanted()) fillNames(list, paths.map(textOf), entries.length);
}

/**
 * Resolves to the paths of entries, the first `most` of them: in each directory its own directories
 * first, each with what is in it, and numbers by their value. A directory's path ends with a slash.
 * A million names take seconds, in which the page goes on with other things.
 */
export async function sortedPaths(entries, most = MOST_NAMES) {
  const turn = new Turn();
  const children = new Map();
  for (let i = 0; i < entries.length; i++) {
    if (i % NAMES_IN_TURN === 0 && turn.isOver) await turn.next();
    const parent = parentOf(entries[i].path);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [entries[i]]);
    else siblings.push(entries[i]);
  }
  const paths = [];
  await walk("", children, paths, most, turn);
  return paths;
}

async function walk(directory, children, paths, most, turn) {
  for (const { kind, path } of await smallest(children.get(directory) ?? [], most - paths.length, turn)) {
    if (paths.length === most) return;
    paths.push(kind === "d" ? `${path}/` : path);
    if (kind === "d") await walk(path, children, paths, most, turn);
  }
}

/** Resolves to the first `count` in order; all others are compared once, with the last of these. */
async function smallest(siblings, count, turn) {
  const found = [];
  let looked = 0;
  for (let first = 0; first < Math.min(STRIDE, siblings.length); first++) {
    for (let i = first; i < siblings.length; i += STRIDE) {
      if (++looked % NAMES_IN_TURN === 0 && turn.isOver) await turn.next();
      put(named(siblings[i]), found, count);
    }
  }
  return found;
}

function put(one, found, count) {
  if (found.length === count && (count === 0 || compare(one, found.at(-1)) > 0)) return;
  found.splice(placeOf(one, found), 0, one);
  if (found.length > count) found.pop();
}

function named({ kind, path }) {
  return { kind, path, name: path.slice(path.lastIndexOf("/") + 1) };
}

function placeOf(one, sorted) {
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
