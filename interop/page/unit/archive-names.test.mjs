// The names that an archive's reader gets.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ArchiveNames } from "../../../src/main/page/disk/archive-names.js";

const file = (path) => ({ kind: "f", path });
const directory = (path) => ({ kind: "d", path });

function namesOf(...entries) {
  const names = new ArchiveNames();
  return entries.map((entry) => names.of(entry));
}

test("names that become one, or that a file system takes for one, get different names", () => {
  assert.deepEqual(namesOf(file("a?.txt"), file("a*.txt"), file("A_.TXT"), file("a_ (1).txt")), [
    "a_.txt", "a_ (1).txt", "A_ (2).TXT", "a_ (1) (1).txt",
  ]);
  assert.deepEqual(namesOf(file("caf\u00e9"), file("cafe\u0301")), ["caf\u00e9", "cafe\u0301 (1)"]);
});

test("directories that become one stay apart, with what is in them", () => {
  assert.deepEqual(
    namesOf(directory("a:"), file("a:/x"), directory("a|"), file("a|/x"), file("A_")),
    ["a_", "a_/x", "a_ (1)", "a_ (1)/x", "A_ (2)"],
  );
});

test("the longest names get different ones, too", () => {
  const long = "\u00e4".repeat(200);
  const [first, second] = namesOf(file(`${long}.txt`), file(`${long}x.txt`));
  assert.notEqual(first, second);
  assert.match(second, /\u00e4 \(1\)\.txt$/u);
  assert.ok(Buffer.byteLength(second) <= 255);
});

test("ten thousand names that become one take no time", () => {
  const started = process.cpuUsage().user;
  const all = namesOf(...Array.from({ length: 10_000 }, (_, i) => file(`${"\u200b".repeat(i % 50)}x${"?*<>|"[i % 5]}`)));
  assert.equal(new Set(all).size, 10_000);
  assert.ok(process.cpuUsage().user - started < 5e6);
});
