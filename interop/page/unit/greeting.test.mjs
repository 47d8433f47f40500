// Who says hello first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Change } from "../../../src/main/page/async.js";
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
