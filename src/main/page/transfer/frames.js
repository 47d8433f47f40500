// Encodes and decodes the binary messages of docs/transfer-protocol.md. Numbers are in network byte order.

import { concatenated } from "../bytes.js";
import { breach } from "./faults.js";

export const BLOCK_SIZE = 2 ** 20;
export const MESSAGE_SIZE = 65536;
export const HASH_LENGTH = 32;

const BLOCK = 1;
const SAME = 2;
const HOLE = 3;
const END = 4;
const HAVE = 5;

const BLOCK_HEADER_LENGTH = 52;
const RUN_LENGTH = 16;
const END_LENGTH = 56;
const HAVE_HEADER_LENGTH = 12;
const MAX_HASHES_IN_HAVE = 2000;
const ZSTD = 1;
const MODIFIED_UNKNOWN = -(2n ** 63n);

/** Block numbers have 32 bits, so the largest file has 2^52 bytes. */
const MAX_BLOCKS = 2 ** 32;
export const MAX_FILE_SIZE = MAX_BLOCKS * BLOCK_SIZE;

/** Returns how many blocks a file of `size` bytes has. */
export function blocksOf(size) {
  return Math.ceil(size / BLOCK_SIZE);
}

/** Returns the header of a block; its content follows in this message or in the next ones. */
export function blockFrame(entry, block, hash, length) {
  const view = newFrame(BLOCK, BLOCK_HEADER_LENGTH, entry);
  view.setUint32(8, block);
  view.setUint32(12, length);
  view.setUint32(16, length);
  const frame = new Uint8Array(view.buffer);
  frame.set(hash, 20);
  return frame;
}

export function sameFrame(entry, block, count) {
  return runFrame(SAME, entry, block, count);
}

export function holeFrame(entry, block, count) {
  return runFrame(HOLE, entry, block, count);
}

/** @param modified in milliseconds since 1970, or null if unknown */
export function endFrame(entry, size, modified, root) {
  const view = newFrame(END, END_LENGTH, entry);
  view.setBigUint64(8, BigInt(size));
  view.setBigInt64(16, modified === null ? MODIFIED_UNKNOWN : BigInt(modified));
  const frame = new Uint8Array(view.buffer);
  frame.set(root, 24);
  return frame;
}

/** Returns the HAVE frames with the hashes of the blocks from the first one on. */
export function haveFrames(entry, hashes) {
  const frames = [];
  for (let block = 0; block * HASH_LENGTH < hashes.length; block += MAX_HASHES_IN_HAVE) {
    const view = newFrame(HAVE, HAVE_HEADER_LENGTH, entry);
    view.setUint32(8, block);
    const part = hashes.subarray(block * HASH_LENGTH, (block + MAX_HASHES_IN_HAVE) * HASH_LENGTH);
    frames.push(concatenated(new Uint8Array(view.buffer), part));
  }
  return frames;
}

/**
 * Returns `{kind, entry, ...}` with the fields of the frame, or throws a breach if the frame is invalid or
 * unknown.
 */
export function readFrame(bytes) {
  if (bytes.length < 8) throw breach("a frame is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entry = view.getUint32(4);
  switch (view.getUint8(0)) {
    case BLOCK:
      return blockFields(bytes, view, entry);
    case SAME:
      return runFields("SAME", bytes, view, entry);
    case HOLE:
      return runFields("HOLE", bytes, view, entry);
    case END:
      return endFields(bytes, view, entry);
    case HAVE:
      return haveFields(bytes, view, entry);
    default:
      throw breach("an unknown frame");
  }
}

function blockFields(bytes, view, entry) {
  if (bytes.length < BLOCK_HEADER_LENGTH) throw breach("BLOCK is too short");
  const block = view.getUint32(8);
  const length = view.getUint32(12);
  const encoded = view.getUint32(16);
  if ((view.getUint8(1) & ZSTD) !== 0) throw breach("compression that was not requested");
  if (view.getUint8(1) !== 0 || view.getUint16(2) !== 0) throw breach("BLOCK has unknown flags");
  if (length < 1 || length > BLOCK_SIZE || encoded !== length) throw breach("BLOCK has a wrong length");
  const content = bytes.subarray(BLOCK_HEADER_LENGTH);
  if (content.length > encoded) throw breach("BLOCK has too much content");
  return { kind: "BLOCK", entry, block, length, hash: bytes.slice(20, BLOCK_HEADER_LENGTH), content };
}

function runFields(kind, bytes, view, entry) {
  if (bytes.length !== RUN_LENGTH) throw breach(`${kind} has a wrong length`);
  const count = view.getUint32(12);
  if (count === 0) throw breach(`${kind} of no blocks`);
  const block = view.getUint32(8);
  if (block + count > MAX_BLOCKS) throw breach(`${kind} goes beyond the last block`);
  return { kind, entry, block, count };
}

function endFields(bytes, view, entry) {
  if (bytes.length !== END_LENGTH) throw breach("END has a wrong length");
  const size = view.getBigUint64(8);
  if (size > BigInt(MAX_FILE_SIZE)) throw breach("END has too large a size");
  const modified = view.getBigInt64(16);
  return {
    kind: "END",
    entry,
    size: Number(size),
    modified: modified === MODIFIED_UNKNOWN ? null : Number(modified),
    root: bytes.slice(24),
  };
}

function haveFields(bytes, view, entry) {
  const hashes = bytes.slice(HAVE_HEADER_LENGTH);
  const isWhole = hashes.length > 0 && hashes.length % HASH_LENGTH === 0;
  if (!isWhole || hashes.length > MAX_HASHES_IN_HAVE * HASH_LENGTH) throw breach("HAVE has a wrong length");
  return { kind: "HAVE", entry, block: view.getUint32(8), hashes };
}

function runFrame(kind, entry, block, count) {
  const view = newFrame(kind, RUN_LENGTH, entry);
  view.setUint32(8, block);
  view.setUint32(12, count);
  return new Uint8Array(view.buffer);
}

function newFrame(kind, length, entry) {
  const view = new DataView(new ArrayBuffer(length));
  view.setUint8(0, kind);
  view.setUint32(4, entry);
  return view;
}
