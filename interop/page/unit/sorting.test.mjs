// The display order of offered names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sortedPaths } from "../../../src/main/page/ui/sorting.js";

const entry = (path) => (path.endsWith("/") ? { kind: "d", path: path.slice(0, -1) } : { kind: "f", path });

test("names are sorted as in a file manager", async () => {
  const offered = [
    "trip/", "trip/IMG_10.jpg", "trip/img_9.jpg", "trip/IMG_1.jpg", "trip/a.txt", "trip/Z.txt", "trip/Äpfel.txt",
    "trip/2 second/", "trip/2 second/b", "trip/10 tenth/", "trip/10 tenth/a", "10.txt", "9.txt",
  ];
  assert.deepEqual(await sortedPaths(offered.map(entry), 200), [
    "trip/", "trip/2 second/", "trip/2 second/b", "trip/10 tenth/", "trip/10 tenth/a", "trip/a.txt", "trip/Äpfel.txt",
    "trip/IMG_1.jpg", "trip/img_9.jpg", "trip/IMG_10.jpg", "trip/Z.txt", "9.txt", "10.txt",
  ]);
});

test("the first of many names are found", async () => {
  const many = Array.from({ length: 5000 }, (_, i) => entry(`all/${(i * 7919) % 5000}.txt`));
  const paths = await sortedPaths([entry("all/"), ...many], 4);
  assert.deepEqual(paths, ["all/", "all/0.txt", "all/1.txt", "all/2.txt"]);
  assert.deepEqual(await sortedPaths([], 4), []);
});

test("the page stays responsive while half a million names are sorted", async () => {
  const many = Array.from({ length: 500_000 }, (_, i) => entry(`all/IMG_${500_000 - i}.jpg`));
  let turns = 0;
  const other = setInterval(() => turns++, 0);
  const paths = await sortedPaths([entry("all/"), ...many], 3);
  clearInterval(other);
  assert.deepEqual(paths, ["all/", "all/IMG_1.jpg", "all/IMG_2.jpg"]);
  assert.ok(turns > 0);
});
