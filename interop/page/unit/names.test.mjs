import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { safeName } from "../../../src/main/page/disk/names.js";

/** The program's names are tested with the same table. */
const TABLE = new URL("../../../src/test/resources/names.tsv", import.meta.url);

const unescaped = (text) =>
  text.replace(/\\u\{([0-9a-f]+)\}/gu, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)));

test("a safe name keeps all harmless characters that every file system accepts", () => {
  for (const row of readFileSync(TABLE, "utf8").trimEnd().split("\n").slice(1)) {
    const [offered, posix, windows] = row.split("\t");
    assert.equal(safeName(unescaped(offered)), unescaped(windows || posix || offered), offered);
  }
});

test("a long name is shortened before its extension, counted in bytes", () => {
  const name = safeName(`${"\u6587".repeat(200)}.tar.gz`);
  assert.ok(name.endsWith("\u6587.tar.gz"));
  const { length } = new TextEncoder().encode(name);
  assert.ok(length > 252 && length <= 255);
});

test("a long name that is shortened at a blank does not end with it", () => {
  assert.equal(safeName(`${"x".repeat(254)} ${"y".repeat(9)}`), "x".repeat(254));
});

test("a safe name stays unchanged", () => {
  for (const part of ["a".repeat(300), "\u0645\u200d".repeat(200), `.${"b".repeat(400)}`]) {
    const safe = safeName(part);
    assert.equal(safeName(safe), safe);
  }
});
