// What a person has pasted: the blob is found inside quotation marks and quoting prefixes, after a
// label or in a link, before punctuation, and with spaces and line breaks in it.

import { decodeBlob, isAnswerTo } from "./blob.js";
import {
  answerInsteadOfOffer,
  emptyLine,
  notABlob,
  otherOffer,
  ownLine,
} from "./faults.js";
import { HEADER_CHARACTERS, isOfBase64Url, readHeader } from "./header.js";

/** Longer texts are not looked at. */
const MAX_LENGTH = 65536;

/** Soft hyphens, zero-width characters, marks of direction, variation selectors. */
const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f]/gu;

/** Dashes that typographic correction makes of two hyphens, and what looks like a hyphen. */
const LONG_DASH = /[\u2013\u2014]/g;
const HYPHEN = /[\u2010\u2011\u2212\ufe63\uff0d]/g;

/** White space, control characters, and marks of quotation, code and emphasis of all languages. */
const BETWEEN =
  /[\s\p{Z}\p{Cc}"'`*>|\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a]/u;

/** Not in the middle of a word. */
const BEGINNING = /(?<![A-Za-z0-9_-])p2(?=[1-9])/g;

/**
 * Finds and decodes the line that is due; where there are several, the first that is wanted counts.
 * Returns `{blob, description}`, or throws a fault whose message is for the person.
 *
 * @param expected `offer`, or null if an answer is welcome, too
 * @param own the line that this page has shown, or null; an answer that names another offer is
 *   refused with a fault of the kind "other offer"
 */
export async function readPasted(text, expected, own) {
  if (text.length > MAX_LENGTH) throw notABlob();
  const visible = text.replace(INVISIBLE, "").replace(LONG_DASH, "--").replace(HYPHEN, "-");
  if (Array.from(visible).every((character) => BETWEEN.test(character))) throw emptyLine();
  let fault = null;
  for (const { index } of visible.matchAll(BEGINNING)) {
    try {
      return await check(blobAt(visible, index), expected, own);
    } catch (e) {
      if (fault === null || e.kind === "other offer") fault = e;
    }
  }
  throw fault ?? notABlob();
}

async function check(blob, expected, own) {
  if (blob === own) throw ownLine();
  const description = await decodeBlob(blob);
  if (expected === "offer" && description.type !== "offer") throw answerInsteadOfOffer();
  if (own !== null && !isAnswerTo(await decodeBlob(own), description)) throw otherOffer();
  return { blob, description };
}

function blobAt(text, start) {
  let blob = "";
  let wanted = HEADER_CHARACTERS;
  let position = start;
  for (; position < text.length && blob.length < wanted; position++) {
    const character = text[position];
    if (BETWEEN.test(character)) continue;
    if (!isOfBase64Url(character) && !isAmidBlob(text, position)) break;
    blob += character;
    if (blob.length === HEADER_CHARACTERS) wanted = wantedLength(blob);
  }
  // What follows without a gap belongs to it, and makes it too long.
  while (blob.length >= wanted && isOfBase64Url(text[position] ?? "")) blob += text[position++];
  return blob;
}

/** Whether characters of a blob stand on both sides of a foreign one: it is a typo. */
function isAmidBlob(text, position) {
  return isOfBase64Url(text[position - 1] ?? "") && isOfBase64Url(text[position + 1] ?? "");
}

/** The length that the header names, or no more than is there if it is damaged. */
function wantedLength(blob) {
  try {
    return readHeader(blob).characters;
  } catch {
    return blob.length;
  }
}
