// Blocks of a file: read, hashed, looked at.

import { sha256 } from "../bytes.js";
import { BLOCK_SIZE, HASH_LENGTH, blocksOf } from "../transfer/frames.js";

/** Returns {buffer, hash, isZero} of one block; the last one is shorter. */
export async function readBlock(file, block) {
  const buffer = await file.slice(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE).arrayBuffer();
  return { buffer, hash: await sha256(buffer), isZero: isZero(buffer) };
}

/**
 * Returns the hashes of what is there of a file that is to have `size` bytes, one after the other.
 * A last, shorter block counts only if it is where the whole file ends.
 */
export async function hashesOf(file, size) {
  const wanted = size ?? file.size;
  const there = Math.min(file.size, wanted);
  const blocks = there === wanted ? blocksOf(there) : Math.floor(there / BLOCK_SIZE);
  const hashes = new Uint8Array(blocks * HASH_LENGTH);
  for (let block = 0; block < blocks; block++) {
    const { hash } = await readBlock(file, block);
    hashes.set(hash, block * HASH_LENGTH);
  }
  return hashes;
}

function isZero(buffer) {
  const whole = buffer.byteLength - (buffer.byteLength % 4);
  return (
    new Uint32Array(buffer, 0, whole / 4).every((word) => word === 0) &&
    new Uint8Array(buffer, whole).every((byte) => byte === 0)
  );
}
