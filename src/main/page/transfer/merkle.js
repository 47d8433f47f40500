// The root of a file: SHA-256 over the tree of its blocks' hashes and its size.

import { concatenated, sha256 } from "../bytes.js";

const INNER = Uint8Array.of(1);
const ROOT = Uint8Array.of(2);

/** Each hash on its way takes memory of the browser. */
const PAIRS_AT_ONCE = 1024;
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
  while (level.length > 1) level = await levelAbove(level);
  return level[0] ?? NOTHING;
}

/** Blocks of a hole share one hash object, so neighbours that are equal are hashed once. */
async function levelAbove(level) {
  const above = new Array(Math.ceil(level.length / 2));
  let waiting = [];
  for (let i = 0; i < level.length; i += 2) {
    if (i + 1 === level.length) above[i / 2] = level[i];
    else if (!isPairAsBefore(level, i)) waiting.push(hashPair(level, i, above));
    if (waiting.length < PAIRS_AT_ONCE) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  for (let i = 1; i < above.length; i++) above[i] ??= above[i - 1];
  return above;
}

function isPairAsBefore(level, i) {
  return i >= 2 && level[i] === level[i - 2] && level[i + 1] === level[i - 1];
}

async function hashPair(level, i, above) {
  above[i / 2] = await sha256(concatenated(INNER, level[i], level[i + 1]));
}
