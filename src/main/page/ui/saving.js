// Chooses where received files go, and saves those that the browser keeps.

import { ArchiveNames } from "../disk/archive-names.js";
import { safeName, safePath } from "../disk/names.js";
import { privateDirectory } from "../disk/targets.js";
import { zipOf } from "../disk/zip.js";

/** Files that the person never saved are removed after this time. */
const RETENTION_MS = 7 * 24 * 3600 * 1000;

/** Whether the browser lets the person choose a place on the disk. */
export function canChoosePlace(listing) {
  return isOneFile(listing) ? "showSaveFilePicker" in window : "showDirectoryPicker" in window;
}

/** Asks for a place; returns the target, or null if the person cancels. */
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

/** Returns the target for files that the person saves afterwards: the private file system, else memory. */
export async function keepingTarget(listing, hasWorker) {
  const hasDisk = hasWorker && (await hasPrivateDirectory());
  return { id: listing.id, kind: hasDisk ? "private" : "memory" };
}

/** Returns how many bytes the browser lets the page store, or null if unknown. */
export async function roomForKept() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota - usage;
  } catch {
    return null;
  }
}

/** Removes files from the private file system that are older than RETENTION_MS. */
export async function removeOldFiles() {
  try {
    const directory = await privateDirectory();
    for await (const [name, handle] of directory.entries()) await removeIfOld(directory, name, handle);
  } catch {
    // This browser has no private file system.
  }
}

async function removeIfOld(directory, name, handle) {
  try {
    const { lastModified } = await handle.getFile();
    if (Date.now() - lastModified > RETENTION_MS) await directory.removeEntry(name);
  } catch {
    // Another tab is using it.
  }
}

/** Returns {name, blob} of what was received: the only file, or an archive of all. */
export async function keptFile(fileService, listing, stored) {
  if (isOneFile(listing)) {
    const { content } = await fileService.call("content", { number: 0, withCrc: false });
    return { name: safeName(listing.entries[0].path), blob: content };
  }
  const files = [];
  const names = new ArchiveNames();
  for (const [number, entry] of listing.entries.entries()) {
    const path = names.of(entry);
    if (entry.kind === "d") files.push({ path });
    if (!stored.has(number)) continue;
    files.push({ path, modified: entry.modified, ...(await fileService.call("content", { number, withCrc: true })) });
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
  // The download has to start before the URL is revoked.
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
