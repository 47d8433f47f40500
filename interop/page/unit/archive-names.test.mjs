// Names in ZIP archives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ArchiveNames } from "../../../src/main/page/disk/archive-names.js";

const file = (path) => ({ kind: "f", path });
const directory = (path) => ({ kind: "d", path });

function namesOf(...entries) {
  const names = new ArchiveNames();
  return entries.map((entry) => names.of(entry));
}

test("names that would collide on some file system get different names", () => {
  assert.deepEqual(namesOf(file("a?.txt"), file("a*.txt"), file("A_.TXT"), file("a_ (1).txt")), [
    "a_.txt", "a_ (1).txt", "A_ (2).TXT", "a_ (1) (1).txt",
  ]);
  assert.deepEqual(namesOf(file("caf\u00e9"), file("cafe\u0301")), ["caf\u00e9", "cafe\u0301 (1)"]);
});

test("directories whose names collide stay apart, with their content", () => {
  assert.deepEqual(
    namesOf(directory("a:"), file("a:/x"), directory("a|"), file("a|/x"), file("A_")),
    ["a_", "a_/x", "a_ (1)", "a_ (1)/x", "A_ (2)"],
  );
});

test("the longest names that collide get different names", () => {
  const long = "\u00e4".repeat(200);
  const [first, second] = namesOf(file(`${long}.txt`), file(`${long}x.txt`));
  assert.notEqual(first, second);
  assert.match(second, /\u00e4 \(1\)\.txt$/u);
  assert.ok(Buffer.byteLength(second) <= 255);
});

test("ten thousand colliding names are handled quickly", () => {
  const started = process.cpuUsage().user;
  const all = namesOf(...Array.from({ length: 10_000 }, (_, i) => file(`${"\u200b".repeat(i % 50)}x${"?*<>|"[i % 5]}`)));
  assert.equal(new Set(all).size, 10_000);
  assert.ok(process.cpuUsage().user - started < 5e6);
});
