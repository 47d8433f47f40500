// Removes invisible and misleading characters from a name, and keeps those that writing systems and emoji
// need. VisibleName.java does the same in the program; both are tested with names.tsv.

/** More marks on one letter than any orthography uses would cover neighbouring lines. */
const MAX_MARKS = 5;

/** Controls, separators, surrogates, noncharacters, Hangul fillers, the grapheme joiner. */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u034f\u115f\u1160\u3164\uffa0]/u;

/** Format characters that are visible: signs that enclose the digits or letters after them. */
const VISIBLE_FORMAT = /[\u0600-\u0605\u06dd\u070f\u08e2\u{110bd}]/u;
const FORMAT = /\p{Cf}/u;
const TAG = /[\u{e0020}-\u{e007f}]/u;
const BLACK_FLAG = "\u{1f3f4}";
const JOINER = /[\u200c\u200d]/u;
const MARK = /\p{M}/u;
const NONSPACING = /[\p{Mn}\p{Me}]/u;
const JOINED = /[\p{L}\p{Nd}\p{M}\p{So}\p{Sm}\p{Sk}\u{1f000}-\u{1faff}]/u;
const BLANK = /[\p{Zs}\u2800]/u;
const BLANK_START = /^[\p{Zs}\u2800]+/u;
const BLANK_END = /[\p{Zs}\u2800]+$/u;

/** Returns the visible part of a name, empty if there is none. */
export function visibleName(name) {
  return trimmed(withoutLooseJoiners(filtered(name)));
}

function filtered(name) {
  let kept = "";
  let isVisible = false;
  let marks = 0;
  let previous = "";
  for (const character of name) {
    const isTag = TAG.test(character);
    if (isTag ? previous !== BLACK_FLAG && !TAG.test(previous) : isHidden(character)) continue;
    if (MARK.test(character)) {
      marks = NONSPACING.test(character) ? marks + 1 : 0;
      if (!isVisible || marks > MAX_MARKS) continue;
    } else if (!JOINER.test(character)) {
      marks = 0;
      isVisible ||= !BLANK.test(character);
    }
    kept += character;
    previous = character;
  }
  return kept;
}

function isHidden(character) {
  if (HIDDEN.test(character)) return true;
  return FORMAT.test(character) && !JOINER.test(character) && !VISIBLE_FORMAT.test(character);
}

/** Removes joiners without effect: they act only between letters of some scripts and between pictographs. */
function withoutLooseJoiners(name) {
  const all = [...name];
  const kept = [];
  all.forEach((character, i) => {
    const joins = isJoined(kept.at(-1)) && isJoined(all[i + 1]);
    if (!JOINER.test(character) || joins) kept.push(character);
  });
  return kept.join("");
}

function isJoined(character) {
  return character !== undefined && character >= "\u0080" && JOINED.test(character) && !BLANK.test(character);
}

/** Removes blanks other than ordinary spaces from both ends. */
function trimmed(name) {
  const onlySpaces = (blanks) => blanks.replace(/[^ ]/gu, "");
  const shown = name.replace(BLANK_START, onlySpaces).replace(BLANK_END, onlySpaces);
  return shown.trim() === "" ? "" : shown;
}
