// The order in which names are shown: as a file manager would.

import { MOST_NAMES } from "./dom.js";

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/**
 * Returns the paths of entries, the first `most` of them: in each directory its own directories
 * first, each with what is in it, and numbers by their value. A directory's path ends with a slash.
 */
export function sortedPaths(entries, most = MOST_NAMES) {
  const children = new Map();
  for (const entry of entries) {
    const slash = entry.path.lastIndexOf("/");
    const parent = entry.path.slice(0, Math.max(slash, 0));
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push({ ...entry, name: entry.path.slice(slash + 1) });
  }
  const paths = [];
  walk("", children, paths, most);
  return paths;
}

function walk(directory, children, paths, most) {
  for (const { kind, path } of smallest(children.get(directory) ?? [], most - paths.length)) {
    if (paths.length === most) return;
    paths.push(kind === "d" ? `${path}/` : path);
    if (kind === "d") walk(path, children, paths, most);
  }
}

/** Returns the first `count` in order. Sorting a million names would take a minute. */
function smallest(siblings, count) {
  const found = [];
  for (const one of siblings) {
    if (found.length === count && (count === 0 || compare(one, found.at(-1)) > 0)) continue;
    found.splice(placeOf(one, found), 0, one);
    if (found.length > count) found.pop();
  }
  return found;
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
