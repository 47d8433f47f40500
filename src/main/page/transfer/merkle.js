// The root of a file: SHA-256 over the tree of its blocks' hashes and its size.

import { concatenated, sha256 } from "../bytes.js";

const INNER = Uint8Array.of(1);
const ROOT = Uint8Array.of(2);
const NOTHING = new Uint8Array(32);

/** Returns the root of a file of `size` bytes with these hashes of its blocks. */
export async function rootOf(size, hashes) {
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(size));
  return sha256(concatenated(ROOT, new Uint8Array(length.buffer), await topOf(hashes)));
}

/** Pairing level by level leaves the largest power of two on the left, as the protocol asks. */
async function topOf(hashes) {
  let level = hashes;
  while (level.length > 1) level = await Promise.all(pairsOf(level));
  return level[0] ?? NOTHING;
}

function pairsOf(level) {
  const above = [];
  for (let i = 0; i < level.length; i += 2) {
    const isAlone = i + 1 === level.length;
    above.push(isAlone ? level[i] : sha256(concatenated(INNER, level[i], level[i + 1])));
  }
  return above;
}
