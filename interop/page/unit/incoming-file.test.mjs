// Frames that claim more than a device can hold.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IncomingFile } from "../../../src/main/page/transfer/incoming-file.js";

const MOST = 2 ** 32 - 1;

/** Returns a file of this size, and a record of what happens to it. */
function fileOf(size) {
  const happened = { failed: [], called: [], growth: 0 };
  const file = new IncomingFile(0, { size }, new Uint8Array(0), {
    fileService: { call: async (operation) => happened.called.push(operation) },
    reportFailed: (number, code) => happened.failed.push(code),
    grown: (bytes, grownFile) => {
      happened.growth += bytes;
      if (happened.growth > 2 ** 26) grownFile.fail("file-changed");
    },
    covered: () => {},
    reserved: () => {},
    finished: () => {},
    guard: () => {},
  });
  return { file, happened };
}

test("a HOLE of 4 PiB in a file of unknown size is a breach", () => {
  const { file } = fileOf(null);
  assert.throws(() => file.hole({ block: 0, count: MOST }), { code: "protocol" });
});

test("a HOLE that makes a file much larger than offered fails it and costs nothing", () => {
  const { file, happened } = fileOf(100);
  file.hole({ block: 0, count: 2 ** 20 });
  assert.deepEqual(happened.failed, ["file-changed"]);
  assert.deepEqual(happened.called, ["abandon"]);
});

test("a file that was offered with 4 PiB fails before its hashes fill the memory", () => {
  const { file, happened } = fileOf(2 ** 52);
  file.hole({ block: 0, count: MOST });
  assert.deepEqual(happened.failed, ["disk-full"]);
  assert.deepEqual(happened.called, ["abandon"]);
});

test("a pipe's zeros arrive as HOLEs of up to 256 blocks", () => {
  const { file, happened } = fileOf(null);
  file.hole({ block: 0, count: 256 });
  file.hole({ block: 256, count: 256 });
  assert.deepEqual(happened.failed, []);
});
