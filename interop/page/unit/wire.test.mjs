// The queue of messages of a data channel, which browsers open and fill in an order of their own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost, Wire } from "../../../src/main/page/peer/wire.js";

test("a message that comes before the channel is known to be open is not missed", async () => {
  const channel = { readyState: "connecting" };
  const wire = new Wire(channel);
  channel.onmessage({ data: "hello" });
  channel.readyState = "open";
  channel.onmessage({ data: new Uint8Array([1, 2]).buffer });
  assert.equal(await wire.take(), "hello");
  assert.deepEqual(await wire.take(), new Uint8Array([1, 2]));
});

test("what came before the end is handed out, then the end is told", async () => {
  const channel = { readyState: "open" };
  const wire = new Wire(channel);
  channel.onmessage({ data: "last" });
  channel.onclose();
  assert.equal(await wire.take(), "last");
  await assert.rejects(wire.take(), ConnectionLost);
});

test("a channel that is closed already carries nothing", async () => {
  await assert.rejects(new Wire({ readyState: "closed" }).take(), ConnectionLost);
});
