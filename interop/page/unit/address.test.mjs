// What the part of the page's address behind # may be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lineInAddress } from "../../../src/main/page/ui/address.js";

test("an address that is no valid code is taken as it is", () => {
  for (const [hash, line] of [["", null], ["#%", null], ["#%E0%A4%A", null], ["#%p21abc", "%p21abc"], ["#p21%41", "p21A"]]) {
    globalThis.location = { hash };
    assert.equal(lineInAddress(), line);
  }
});
