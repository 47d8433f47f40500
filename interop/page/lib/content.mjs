// Creates files to send, and compares them with received ones.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const SMALL_FILES = 50;

/** Size in bytes of the file that is interrupted and damaged. */
export const CLIP = 24_000_000;

/**
 * Returns a temporary directory with a file of `bytes`, one of CLIP bytes and a folder of small files.
 */
export async function makeContent(bytes) {
  const directory = await mkdtemp(join(tmpdir(), "p2pcopy-page-"));
  const file = join(directory, "big film.bin");
  await makeFile(file, bytes);
  const clip = join(directory, "clip.bin");
  await makeFile(clip, CLIP);
  const folder = join(directory, "pictures");
  await mkdir(join(folder, "more", "deep"), { recursive: true });
  for (let i = 0; i < SMALL_FILES; i++) {
    const place = i % 3 === 0 ? folder : join(folder, "more", i % 3 === 1 ? "deep" : "");
    await writeFile(join(place, `pic${i} \u00fc.bin`), randomBytes(i * 997));
  }
  return {
    file,
    clip,
    folder,
    directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export async function makeFile(path, bytes) {
  const out = await open(path, "w");
  for (let left = bytes; left > 0; left -= 2 ** 20) await out.write(randomBytes(Math.min(left, 2 ** 20)));
  await out.close();
}

export async function assertSameFile(one, other) {
  assert.equal(await hashOf(other), await hashOf(one));
}

export async function assertSameTree(one, other) {
  await assertSameHashes(one, await treeOf(other));
}

/** @param actual the hashes of the received files, by path */
export async function assertSameHashes(folder, actual) {
  const expected = await treeOf(folder);
  assert.ok(Object.keys(expected).length === SMALL_FILES);
  assert.deepEqual(actual, expected);
}

export async function unpack(archive, directory) {
  execFileSync("unzip", ["-q", archive, "-d", directory], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
}

async function treeOf(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.path, entry.name));
  const pairs = files.map(async (file) => [relative(root, file), await hashOf(file)]);
  return Object.fromEntries((await Promise.all(pairs)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function hashOf(file) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
