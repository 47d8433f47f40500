// The root hash of a file: SHA-256 over its size and the Merkle tree of its blocks' hashes.

import { concatenated, sha256 } from "../bytes.js";

const INNER = Uint8Array.of(1);
const ROOT = Uint8Array.of(2);

/** Limits the memory that concurrent digest calls take in the browser. */
const MAX_CONCURRENT_PAIRS = 1024;
const EMPTY_TOP = new Uint8Array(32);

/** Returns the root of a file of `size` bytes, given the hashes of its blocks. */
export async function rootOf(size, hashes) {
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(size));
  return sha256(concatenated(ROOT, new Uint8Array(length.buffer), await topOf(hashes)));
}

/** Pairing level by level puts the largest power of two on the left, as the protocol requires. */
async function topOf(hashes) {
  let level = hashes;
  while (level.length > 1) level = await levelAbove(level);
  return level[0] ?? EMPTY_TOP;
}

/** Blocks of a hole share one hash object, so equal neighbouring pairs are hashed only once. */
async function levelAbove(level) {
  const above = new Array(Math.ceil(level.length / 2));
  let pending = [];
  for (let i = 0; i < level.length; i += 2) {
    if (i + 1 === level.length) above[i / 2] = level[i];
    else if (!isSameAsPreviousPair(level, i)) pending.push(hashPair(level, i, above));
    if (pending.length < MAX_CONCURRENT_PAIRS) continue;
    await Promise.all(pending);
    pending = [];
  }
  await Promise.all(pending);
  for (let i = 1; i < above.length; i++) above[i] ??= above[i - 1];
  return above;
}

function isSameAsPreviousPair(level, i) {
  return i >= 2 && level[i] === level[i - 2] && level[i + 1] === level[i - 1];
}

async function hashPair(level, i, above) {
  above[i / 2] = await sha256(concatenated(INNER, level[i], level[i + 1]));
}
