// The EFF's large list of words, as the build packs it: each word as the number of letters that it
// shares with the one before (a digit, at most 9), and the rest of its letters.

/** Returns the words in the order of the list. */
export function unpackWords(packed) {
  let word = "";
  return Array.from(packed.matchAll(/(\d)([a-z-]*)/g), ([, shared, rest]) => {
    word = word.slice(0, Number(shared)) + rest;
    return word;
  });
}
