// Makes names from the other side safe for any file system and for display.

import { utf8 } from "../bytes.js";
import { visibleName } from "./visible-name.js";

/** Refused by Windows, by browsers in a chosen folder, and by readers of ZIP archives. */
const FORBIDDEN = /[/<>:"\\|?*]/gu;
const FORBIDDEN_END = /[.\p{Zs}\u2800]+$/u;
const BLANK_START = /^[\p{Zs}\u2800]+/u;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])[.\p{Zs}\u2800]*(\.|$)/iu;
const PROGRAM_FILE = /^\.(p2pcopy-journal-|.*\.p2pcopy-part$)/isu;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;
const MAX_BYTES = 255;
const MAX_EXTENSION_BYTES = 40;

/** Returns a safe name for a file or directory, never empty, "." or "..". */
export function safeName(name) {
  const shown = visibleName(name.replace(FORBIDDEN, "_"));
  const fit = shown.replace(BLANK_START, "").replace(FORBIDDEN_END, "") || "file";
  return shortened(WINDOWS_DEVICE.test(fit) || PROGRAM_FILE.test(fit) ? `_${fit}` : fit);
}

/** Shortens a name to MAX_BYTES, between characters, and keeps a short extension. */
function shortened(name) {
  if (byteLength(name) <= MAX_BYTES) return name;
  const found = /(?<=.)(\.tar)?\.[^.]*$/su.exec(name)?.[0] ?? "";
  const extension = byteLength(found) <= MAX_EXTENSION_BYTES ? found : "";
  const stem = name.slice(0, name.length - extension.length);
  return visibleName(cut(stem, MAX_BYTES - byteLength(extension)) + extension).replace(FORBIDDEN_END, "");
}

function cut(text, bytes) {
  const characters = [...text];
  let room = bytes;
  const end = characters.findIndex((character) => (room -= byteLength(character)) < 0);
  return end < 0 ? text : characters.slice(0, end).join("");
}

function byteLength(text) {
  return utf8(text).length;
}

/** Returns the components of a path, each safe. */
export function safePath(path) {
  return path.split("/").map(safeName);
}

/** Returns `name`, or inserts ` (1)` and so on before its extension, shortening a long name. */
export function numbered(name, number) {
  if (number === 0) return name;
  const dot = name.lastIndexOf(".");
  const isExtension = dot > 0 && byteLength(name.slice(dot)) <= MAX_EXTENSION_BYTES;
  const extension = isExtension ? name.slice(dot) : "";
  const end = ` (${number})${extension}`;
  return cut(name.slice(0, name.length - extension.length), MAX_BYTES - byteLength(end)) + end;
}

/** Returns text from the other side as one line, with invisible characters escaped. */
export function printableName(text) {
  return text.replace(UNPRINTABLE, (character) => {
    const digits = character.codePointAt(0).toString(16).toUpperCase();
    return `\\u{${digits}}`;
  });
}
