// Finds the blob in what a person pasted: inside quotation marks or quoting prefixes, after a label, in a
// link, before punctuation, with spaces and line breaks in it.

import { decodeBlob, isAnswerTo } from "./blob.js";
import {
  answerInsteadOfOffer,
  emptyPaste,
  notABlob,
  otherOffer,
  ownBlob,
} from "./faults.js";
import { HEADER_CHARACTERS, isOfBase64Url, readHeader } from "./header.js";

/** Longer texts are refused. */
const MAX_LENGTH = 65536;

/** Soft hyphens, zero-width characters, directional marks, variation selectors. */
const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f]/gu;

/** Dashes that typographic correction makes from two hyphens, and look-alikes of one hyphen. */
const LONG_DASH = /[\u2013\u2014]/g;
const HYPHEN = /[\u2010\u2011\u2212\ufe63\uff0d]/g;

/** Ignored inside a blob: white space, control characters, and marks of quotation, code and emphasis. */
const IGNORED =
  /[\s\p{Z}\p{Cc}"'`*>|\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a]/u;

/** The start of a blob, not in the middle of a word. */
const BEGINNING = /(?<![A-Za-z0-9_-])p2(?=[1-9])/g;

/**
 * Returns `{blob, description}` of the first usable blob, or throws a BlobFault whose message is for the
 * person.
 *
 * @param expected `offer`, or null to accept an answer as well
 * @param own the blob that this page shows, or null; it is refused, and so is an answer that names
 *   another offer (a fault of the kind "other offer")
 */
export async function readPasted(text, expected, own) {
  if (text.length > MAX_LENGTH) throw notABlob();
  const visible = text.replace(INVISIBLE, "").replace(LONG_DASH, "--").replace(HYPHEN, "-");
  if (Array.from(visible).every((character) => IGNORED.test(character))) throw emptyPaste();
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
  if (blob === own) throw ownBlob(expected);
  const description = await decodeBlob(blob);
  if (expected === "offer" && description.type !== "offer") throw answerInsteadOfOffer();
  if (own !== null && !isAnswerTo(await decodeBlob(own), description)) throw otherOffer();
  return { blob, description };
}

function blobAt(text, start) {
  let blob = "";
  let length = HEADER_CHARACTERS;
  let position = start;
  for (; position < text.length && blob.length < length; position++) {
    const character = text[position];
    if (IGNORED.test(character)) continue;
    if (!isOfBase64Url(character) && !isAmidBlob(text, position)) break;
    blob += character;
    if (blob.length === HEADER_CHARACTERS) length = lengthInHeader(blob);
  }
  // Characters that follow without a gap belong to the blob, and make it too long.
  while (blob.length >= length && isOfBase64Url(text[position] ?? "")) blob += text[position++];
  return blob;
}

/** Whether a foreign character is a typo: it stands between two characters of a blob. */
function isAmidBlob(text, position) {
  return isOfBase64Url(text[position - 1] ?? "") && isOfBase64Url(text[position + 1] ?? "");
}

/** Returns the length in characters that the header gives, or the present length if it is damaged. */
function lengthInHeader(blob) {
  try {
    return readHeader(blob).characters;
  } catch {
    return blob.length;
  }
}
