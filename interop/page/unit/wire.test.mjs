// The message queue of a data channel, whose events come in different orders in different browsers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost, Wire } from "../../../src/main/page/peer/wire.js";

test("a message that arrives before the channel is open is not missed", async () => {
  const channel = { readyState: "connecting" };
  const wire = new Wire(channel);
  channel.onmessage({ data: "hello" });
  channel.readyState = "open";
  channel.onmessage({ data: new Uint8Array([1, 2]).buffer });
  assert.equal(await wire.take(), "hello");
  assert.deepEqual(await wire.take(), new Uint8Array([1, 2]));
});

test("messages received before the end are returned, then the end is reported", async () => {
  const channel = { readyState: "open" };
  const wire = new Wire(channel);
  channel.onmessage({ data: "last" });
  channel.onclose();
  assert.equal(await wire.take(), "last");
  await assert.rejects(wire.take(), ConnectionLost);
});

test("a channel that is already closed ends at once", async () => {
  await assert.rejects(new Wire({ readyState: "closed" }).take(), ConnectionLost);
});
