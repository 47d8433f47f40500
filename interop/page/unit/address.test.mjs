// Invites in the fragment of the page's address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inviteInAddress } from "../../../src/main/page/ui/address.js";

test("a fragment with invalid percent-encoding is used as it is", () => {
  for (const [hash, invite] of [["", null], ["#%", null], ["#%E0%A4%A", null], ["#%p21abc", "%p21abc"], ["#p21%41", "p21A"]]) {
    globalThis.location = { hash };
    assert.equal(inviteInAddress(), invite);
  }
});
