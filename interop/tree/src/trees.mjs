// Trees of files with known content, and their comparison.
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, readSync, utimesSync,
  writeFileSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';

const PIECE = 1 << 20;

/** Numbers that are the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Makes `count` files of very different sizes, `bytes` in all, in directories of up to 20. */
export function makeTree(root, { count, bytes, seed = 1 }) {
  const next = random(seed);
  const weights = Array.from({ length: count }, () => Math.exp(6 * next()));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, i) => {
    const directory = join(root, `d${Math.floor(i / 20) % 10}`, `e${Math.floor(i / 20)}`);
    mkdirSync(directory, { recursive: true });
    const size = Math.floor((bytes * weight) / all);
    writeRandomFile(join(directory, `file ${i}.bin`), size, seed * 100_000 + i);
  });
  mkdirSync(join(root, 'empty'), { recursive: true });
}

/** Makes `count` files of 1 to 4 KB, 1000 in a directory. */
export function makeSmallFiles(root, count) {
  const next = random(7);
  const content = randomBytes(8192, 7);
  for (let i = 0; i < count; i++) {
    const directory = join(root, `d${Math.floor(i / 1000)}`);
    if (i % 1000 === 0) mkdirSync(directory, { recursive: true });
    const from = Math.floor(4096 * next());
    const size = 1000 + Math.floor(3000 * next());
    writeFileSync(join(directory, `f${i}.txt`), content.subarray(from, from + size));
  }
}

export function writeRandomFile(path, size, seed) {
  const piece = randomBytes(Math.min(size, PIECE), seed);
  const file = openSync(path, 'w');
  for (let written = 0; written < size; written += piece.length) {
    // Each piece differs from the others, so that none can pass for another.
    if (piece.length >= 4) piece.writeUInt32LE(written / PIECE);
    writeSync(file, piece, 0, Math.min(piece.length, size - written));
  }
  closeSync(file);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
}

function randomBytes(size, seed) {
  const next = random(seed);
  const words = new Uint32Array(Math.ceil(size / 4)).map(() => next() * 4294967296);
  return Buffer.from(words.buffer, 0, size);
}

/** All files under a directory by their relative paths, without the program's partial files and journals. */
export function filesOf(root) {
  const found = new Map();
  const walk = directory => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!isUnfinished(entry.name)) found.set(relative(root, path), path);
    }
  };
  walk(root);
  return found;
}

/** Whether the program says by the name that this is not, or not yet, what was sent. */
export function isUnfinished(name) {
  return name.startsWith('.') && name.includes('p2pcopy-');
}

/**
 * Sentences about what is not the same in two trees; `partly` allows files that are missing, what is in
 * `known` is not read again, and `hashes` keeps those of a source that is compared many times.
 */
export function differences(source, target, { partly = false, known = new Set(), hashes = new Map() } = {}) {
  const wanted = filesOf(source);
  const there = filesOf(target);
  const found = [];
  for (const [name, path] of there) {
    if (!wanted.has(name)) found.push(`${name} is too much`);
    else if (!known.has(name) && !sameFile(wanted.get(name), path, hashes)) found.push(`${name} differs`);
    else known.add(name);
  }
  if (!partly) {
    for (const name of wanted.keys()) if (!there.has(name)) found.push(`${name} is missing`);
  }
  return found;
}

function sameFile(wanted, copy, hashes) {
  if (!hashes.has(wanted)) hashes.set(wanted, hashOf(wanted));
  return lstatSync(wanted).size === lstatSync(copy).size && hashes.get(wanted) === hashOf(copy);
}

export function hashOf(path) {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(PIECE);
  const file = openSync(path, 'r');
  for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
    hash.update(piece.subarray(0, length));
  }
  closeSync(file);
  return hash.digest('hex');
}
