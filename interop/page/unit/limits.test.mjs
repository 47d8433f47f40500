// Bounds on the memory and time that a hostile sender can make a page spend.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Listing } from "../../../src/main/page/transfer/listing.js";
import { endFrame, holeFrame, readFrame } from "../../../src/main/page/transfer/frames.js";
import { IncomingFile } from "../../../src/main/page/transfer/incoming-file.js";
import { rootOf } from "../../../src/main/page/transfer/merkle.js";
import { sha256 } from "../../../src/main/page/bytes.js";

const BLOCK = 2 ** 20;
const offer = (fields) => ({ type: "offer", id: "0".repeat(32), files: 0, directories: 0, links: 0, bytes: 0, ...fields });
const file = (path, size) => ["f", path, size, null, null];

test("a run of blocks that no file can have is a breach", () => {
  assert.deepEqual(readFrame(holeFrame(0, 2 ** 32 - 1, 1)).count, 1);
  assert.throws(() => readFrame(holeFrame(0, 2 ** 32 - 1, 2)), { code: "protocol" });
  assert.throws(() => readFrame(holeFrame(0, 2, 2 ** 32 - 1)), { code: "protocol" });
  assert.throws(() => readFrame(endFrame(0, 2 ** 52 + 1, null, new Uint8Array(32))), { code: "protocol" });
});

test("sizes that overflow do not add up to a small offer", () => {
  const listing = new Listing(offer({ files: 4096, bytes: 0 }));
  for (let part = 0; part < 8; part++) {
    listing.add({ list: Array.from({ length: 512 }, (_, i) => file(`${part}-${i}`, 2 ** 52)) });
  }
  assert.throws(() => listing.complete(), { code: "protocol" });
});

test("sizes whose sum loses a byte to rounding are a breach", () => {
  const listing = new Listing(offer({ files: 3, bytes: Number.MAX_SAFE_INTEGER }));
  listing.add({ list: [file("a", 2 ** 52), file("b", 2 ** 52), file("c", 1)] });
  assert.throws(() => listing.complete(), { code: "protocol" });
});

test("an endless list is refused before the person is asked, with a sentence", () => {
  const listing = new Listing(offer({ files: 2 ** 32 - 1 }));
  const name = "x".repeat(3900);
  let entries = 0;
  assert.throws(() => {
    for (; ; entries += 1000) {
      listing.add({ list: Array.from({ length: 1000 }, (_, i) => file(`${name}${entries + i}`, 0)) });
    }
  }, { code: "file", message: /more files than this page/ });
  assert.ok(entries < 100_000);
});

test("a list of a million files is accepted", () => {
  const listing = new Listing(offer({ files: 1_000_000 }));
  for (let entries = 0; entries < 1_000_000; entries += 1000) {
    listing.add({ list: Array.from({ length: 1000 }, (_, i) => file(`photos-of-the-year-${entries + i}.jpeg`, 0)) });
  }
  listing.complete();
});

test("the root of a file that is one hole of 2 TiB takes little time and memory", async () => {
  const zeros = await sha256(new Uint8Array(BLOCK));
  const before = process.cpuUsage().user;
  const root = await rootOf(2 ** 41, new Array(2 ** 21).fill(zeros));
  assert.equal(root.length, 32);
  assert.ok(process.cpuUsage().user - before < 5e6);
});

test("blocks whose lengths do not match their positions are not verified", async () => {
  const content = Uint8Array.of(7);
  const hash = await sha256(content);
  const root = await rootOf(BLOCK + 1, [hash, hash]);
  const guarded = [];
  const target = new IncomingFile(0, { size: BLOCK + 1 }, new Uint8Array(), {
    fileService: { call: async (operation, { buffer }) => ({ isIntact: true, buffer }) },
    guard: (promise) => guarded.push(promise),
    recycled: () => {},
    consumed: () => {},
    covered: () => {},
    reserved: () => {},
    finished: () => assert.fail("it is verified"),
  });
  await assert.rejects(async () => {
    for (const block of [0, 1]) target.block({ block, length: 1, hash }, new Uint8Array(BLOCK));
    target.end({ size: BLOCK + 1, root });
    await Promise.all(guarded);
  }, { code: "protocol" });
});
