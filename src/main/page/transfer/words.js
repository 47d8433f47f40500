// The EFF large word list as packed by the build: each word as the number of leading letters that it shares
// with its predecessor (one digit), and its other letters.

/** Returns the words in the order of the list. */
export function unpackWords(packed) {
  let word = "";
  return Array.from(packed.matchAll(/(\d)([a-z-]*)/g), ([, shared, rest]) => {
    word = word.slice(0, Number(shared)) + rest;
    return word;
  });
}
