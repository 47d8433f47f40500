// QR codes of all lengths that blobs and links have are read by another implementation.

import assert from "node:assert/strict";
import { test } from "node:test";
import jsqr from "jsqr";
import { qrModules } from "../../../src/main/page/ui/qr.js";

const SCALE = 4;
const QUIET_ZONE = 4;

test("another implementation reads each code", () => {
  for (const length of [1, 17, 18, 78, 116, 134, 200, 300, 425, 426, 600, 858, 1000, 1300, 1470, 2000, 2900]) {
    const text = Array.from({ length }, (_, i) => "p21-_AZaz09"[(i * 7 + length) % 11]).join("");
    assert.equal(read(qrModules(text)), text, `${length} characters`);
  }
});

function read(modules) {
  const size = (modules.length + 2 * QUIET_ZONE) * SCALE;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  modules.forEach((row, y) => row.forEach((isDark, x) => {
    if (!isDark) return;
    for (let i = 0; i < SCALE * SCALE; i++) {
      const px = (x + QUIET_ZONE) * SCALE + (i % SCALE);
      const py = (y + QUIET_ZONE) * SCALE + Math.floor(i / SCALE);
      pixels.fill(0, (py * size + px) * 4, (py * size + px) * 4 + 3);
    }
  }));
  return (jsqr.default ?? jsqr)(pixels, size, size)?.data;
}
