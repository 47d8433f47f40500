// Reads and hashes blocks of a file.

import { sha256 } from "../bytes.js";
import { BLOCK_SIZE, HASH_LENGTH, blocksOf } from "../transfer/frames.js";

/** Returns {buffer, hash, isZero} of one block; the last one is shorter. */
export async function readBlock(file, block) {
  const buffer = await file.slice(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE).arrayBuffer();
  return { buffer, hash: await sha256(buffer), isZero: isZero(buffer) };
}

/**
 * Returns the concatenated hashes of the blocks present in a partial file whose full size is `size`, or
 * unknown if null. A shorter last block counts only if it ends the full file.
 */
export async function hashesOf(file, size) {
  const fullSize = size ?? file.size;
  const present = Math.min(file.size, fullSize);
  const blocks = present === fullSize ? blocksOf(present) : Math.floor(present / BLOCK_SIZE);
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
