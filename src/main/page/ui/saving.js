// Where received files can go in this browser, and how kept ones get to the person.

import { ArchiveNames } from "../disk/archive-names.js";
import { safeName, safePath } from "../disk/names.js";
import { privateDirectory } from "../disk/targets.js";
import { zipOf } from "../disk/zip.js";

/** What was kept for a person who has never come back for it is removed after this time. */
const KEPT_FOR = 7 * 24 * 3600 * 1000;

/** Whether the person can choose a place on the disk. */
export function canChoosePlace(listing) {
  return isOneFile(listing) ? "showSaveFilePicker" in window : "showDirectoryPicker" in window;
}

/** Asks for the place; returns the target, or null if the person thinks better of it. */
export async function choosePlace(listing) {
  try {
    const id = listing.id;
    if (isOneFile(listing)) {
      const suggestedName = safeName(listing.entries[0].path);
      return { id, kind: "file", handle: await window.showSaveFilePicker({ suggestedName }) };
    }
    return { id, kind: "folder", handle: await window.showDirectoryPicker({ mode: "readwrite" }) };
  } catch (e) {
    if (e.name === "AbortError") return null;
    throw e;
  }
}

/** Returns the target for files that the person saves afterwards: on disk, else in memory. */
export async function keepingTarget(listing, hasWorker) {
  const hasDisk = hasWorker && (await hasPrivateDirectory());
  return { id: listing.id, kind: hasDisk ? "private" : "memory" };
}

/** Returns how many bytes the browser lets the page keep, or null if it does not say. */
export async function roomForKept() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota - usage;
  } catch {
    return null;
  }
}

/** Removes what was kept long ago. */
export async function removeOldFiles() {
  try {
    const directory = await privateDirectory();
    for await (const [name, handle] of directory.entries()) await removeIfOld(directory, name, handle);
  } catch {
    // There is no such directory in this browser.
  }
}

async function removeIfOld(directory, name, handle) {
  try {
    const { lastModified } = await handle.getFile();
    if (Date.now() - lastModified > KEPT_FOR) await directory.removeEntry(name);
  } catch {
    // Another tab is using it.
  }
}

/** Returns {name, blob} of what was kept: the one file, or all in an archive. */
export async function keptFile(workshop, listing, stored) {
  if (isOneFile(listing)) {
    const { content } = await workshop.call("content", { number: 0, withCrc: false });
    return { name: safeName(listing.entries[0].path), blob: content };
  }
  const files = [];
  const names = new ArchiveNames();
  for (const [number, entry] of listing.entries.entries()) {
    const path = names.of(entry);
    if (entry.kind === "d") files.push({ path });
    if (!stored.has(number)) continue;
    files.push({ path, modified: entry.modified, ...(await workshop.call("content", { number, withCrc: true })) });
  }
  const first = safePath(listing.entries[0].path)[0];
  const roots = new Set(listing.entries.map(({ path }) => path.split("/")[0]));
  return { name: roots.size === 1 ? `${first}.zip` : "p2pcopy.zip", blob: zipOf(files) };
}

/** Hands a Blob to the browser's downloads. */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has to have begun before the address goes.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function isOneFile({ entries }) {
  return entries.length === 1 && entries[0].kind === "f";
}

async function hasPrivateDirectory() {
  try {
    await privateDirectory();
    return true;
  } catch {
    return false;
  }
}
