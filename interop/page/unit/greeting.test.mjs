// The greeting: its order, and a connection that ends during it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeNotifier } from "../../../src/main/page/async.js";
import { ConnectionLost } from "../../../src/main/page/peer/wire.js";
import { Conversation } from "../../../src/main/page/transfer/conversation.js";
import { Greeting } from "../../../src/main/page/transfer/greeting.js";

const WORDS = ["one", "two", "three"];
const ENDS = { fingerprints: { offerer: new Uint8Array(32), answerer: new Uint8Array(32) }, blobs: { offerer: "p21a", answerer: "p21b" } };

/** Returns one end of a channel that is a queue in memory; `sent` is what it has sent. */
function endOf(role, isOfferer) {
  const inbox = [];
  const change = new ChangeNotifier();
  const sent = [];
  const send = (message) => {
    sent.push(message);
    change.notify();
  };
  const wire = {
    send,
    put(message) {
      inbox.push(JSON.stringify(message));
      change.notify();
    },
    async take() {
      await change.until(() => inbox.length > 0);
      return inbox.shift();
    },
  };
  const greeting = new Greeting(wire, role, { ...ENDS, isOfferer }, WORDS);
  const onBegun = () => send({ type: "begun" });
  new Conversation(wire, greeting).run({ onBegun, onText: () => {}, onBytes: () => {} });
  /** Resolves to the types of the sent messages once there are `count`. */
  const types = async (count) => {
    await change.until(() => sent.length >= count);
    return sent.map(({ type }) => type);
  };
  return { wire, sent, greeting, types };
}

for (const roles of [["sender", "receiver"], ["receiver", "sender"]]) {
  test(`the answerer, as ${roles[1]}, sends nothing before the offerer's hello`, async () => {
    const [offerer, answerer] = [endOf(roles[0], true), endOf(roles[1], false)];
    assert.deepEqual(await offerer.types(2), ["hello", "begun"]);
    // Its commitment is computed by now.
    await Promise.all([answerer.greeting.begin(), answerer.greeting.begin()]);
    assert.deepEqual(answerer.sent, []);

    answerer.wire.put(offerer.sent[0]);
    assert.deepEqual(await answerer.types(3), ["hello", "reveal", "begun"]);

    for (const message of answerer.sent.slice(0, 2)) offerer.wire.put(message);
    assert.deepEqual(await offerer.types(3), ["hello", "begun", "reveal"]);
    answerer.wire.put(offerer.sent[2]);
    assert.deepEqual(await offerer.greeting.words, await answerer.greeting.words);
  });
}

/** Runs the offerer's side against these messages, after which the connection is lost. */
function endOfRun(messages) {
  const left = messages.map((message) => JSON.stringify(message));
  const wire = {
    send: () => {},
    close: () => {},
    take: async () => {
      if (left.length === 0) throw new ConnectionLost();
      return left.shift();
    },
  };
  const greeting = new Greeting(wire, "sender", { ...ENDS, isOfferer: true }, WORDS);
  return new Conversation(wire, greeting).run({ onBegun: () => {}, onText: () => {}, onBytes: () => {} });
}

const HELLO = { type: "hello", role: "receiver", commit: "1".repeat(64), agent: "test" };
const ENDED_BEFORE_WORDS = /^The connection ended before the words could be compared\./;

test("an end between hello and reveal is reported as one before the words", async () => {
  await assert.rejects(endOfRun([HELLO]), { name: "Error", message: ENDED_BEFORE_WORDS });
  await assert.rejects(endOfRun([HELLO, { type: "error", code: "interrupted" }]), { message: ENDED_BEFORE_WORDS });
});

test("an end before hello is a lost connection, or the error of the other side", async () => {
  await assert.rejects(endOfRun([]), { message: "The connection to your friend was lost." });
  await assert.rejects(endOfRun([{ type: "error", code: "interrupted" }]), { message: "Your friend stopped the transfer." });
});
