// Who says hello first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Change } from "../../../src/main/page/async.js";
import { ConnectionLost } from "../../../src/main/page/peer/wire.js";
import { Conversation } from "../../../src/main/page/transfer/conversation.js";
import { Greeting } from "../../../src/main/page/transfer/greeting.js";

const WORDS = ["one", "two", "three"];
const ENDS = { fingerprints: { offerer: new Uint8Array(32), answerer: new Uint8Array(32) }, blobs: { offerer: "p21a", answerer: "p21b" } };

/** One end of a channel that is a queue in memory; `said` is what it has sent. */
function endOf(role, isOfferer) {
  const inbox = [];
  const change = new Change();
  const said = [];
  const say = (message) => {
    said.push(message);
    change.tell();
  };
  const wire = {
    send: say,
    put(message) {
      inbox.push(JSON.stringify(message));
      change.tell();
    },
    async take() {
      await change.until(() => inbox.length > 0);
      return inbox.shift();
    },
  };
  const greeting = new Greeting(wire, role, { ...ENDS, isOfferer }, WORDS);
  const onBegun = () => say({ type: "begun" });
  new Conversation(wire, greeting).run({ onBegun, onText: () => {}, onBytes: () => {} });
  /** Returns the types of the first messages, once there are so many. */
  const types = async (count) => {
    await change.until(() => said.length >= count);
    return said.map(({ type }) => type);
  };
  return { wire, said, greeting, types };
}

for (const roles of [["sender", "receiver"], ["receiver", "sender"]]) {
  test(`the answerer, as ${roles[1]}, says nothing before it has heard the offerer`, async () => {
    const [offerer, answerer] = [endOf(roles[0], true), endOf(roles[1], false)];
    assert.deepEqual(await offerer.types(2), ["hello", "begun"]);
    // As long as its own commitment can take.
    await Promise.all([answerer.greeting.begin(), answerer.greeting.begin()]);
    assert.deepEqual(answerer.said, []);

    answerer.wire.put(offerer.said[0]);
    assert.deepEqual(await answerer.types(3), ["hello", "reveal", "begun"]);

    for (const message of answerer.said.slice(0, 2)) offerer.wire.put(message);
    assert.deepEqual(await offerer.types(3), ["hello", "begun", "reveal"]);
    answerer.wire.put(offerer.said[2]);
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
const BEFORE_WORDS = /^The connection ended before the words could be compared\./;

test("an end between hello and reveal is told as one before the words", async () => {
  await assert.rejects(endOfRun([HELLO]), { name: "Error", message: BEFORE_WORDS });
  await assert.rejects(endOfRun([HELLO, { type: "error", code: "interrupted" }]), { message: BEFORE_WORDS });
});

test("an end before hello is a lost connection, or what the other side says", async () => {
  await assert.rejects(endOfRun([]), { message: "The connection to your friend was lost." });
  await assert.rejects(endOfRun([{ type: "error", code: "interrupted" }]), { message: "Your friend has stopped it." });
});
