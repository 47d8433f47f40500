// 10 MB each way between Chromium and p2pcopy, with either end as the one that offers.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { startProgram } from "./program.mjs";

const BYTES = 10_000_000;
const BLOB = /^p21[A-Za-z0-9_-]{80,}$/;
const PATIENCE = { timeout: 120_000 };

let browser;

before(async () => {
  browser = await startBrowser();
  console.log(`Chromium ${browser.version}`);
});

after(() => browser?.close());

test("two pages exchange everything intact", PATIENCE, async (t) => {
  const [left, right] = await Promise.all([browser.openPage(), browser.openPage()]);
  t.after(() => Promise.all([left.leave(), right.leave()]));

  await left.accept(await right.answer(await left.offer()));
  // Once in many runs a message was missing, most likely the first: sent while the other end
  // opened the channel.
  await Promise.all([left.ready(), right.ready()]);

  const [ofLeft, ofRight] = await Promise.all([left.exchange(BYTES), right.exchange(BYTES)]);
  assertIntact(ofLeft, ofRight);
});

test("the browser offers, the program answers", PATIENCE, async (t) => {
  const page = await browser.openPage();
  const program = startProgram("answer", BYTES);
  t.after(() => Promise.all([program.kill(), page.leave()]));

  const offer = await page.offer();
  program.give(offer);
  const answer = await program.next("description");
  await page.accept(answer.sdp);

  await assertExchange(page, program);
  assertHidden(offer);
  assert.match(answer.blob, BLOB);
});

test("the program offers, the browser answers", PATIENCE, async (t) => {
  const page = await browser.openPage();
  const program = startProgram("offer", BYTES);
  t.after(() => Promise.all([program.kill(), page.leave()]));

  const offer = await program.next("description");
  const answer = await page.answer(offer.sdp);
  program.give(answer);

  await assertExchange(page, program);
  assertHidden(answer);
  assert.match(offer.blob, BLOB);
});

/** The exchange, and the program's orderly end of it. */
async function assertExchange(page, program) {
  const connected = await program.next("connected");
  const [ofPage, ofProgram] = await Promise.all([
    page.exchange(BYTES),
    program.next("exchanged"),
  ]);
  assertIntact(ofPage, ofProgram);
  assert.match(connected.peerBlob, BLOB);
  assert.match(connected.path, /^(LAN|LOOPBACK)$/);
  assert.deepEqual(ofPage.channel, { label: "wire", protocol: "wire-test", ordered: true });

  const ended = page.ended();
  assert.equal(await program.finish(), 0);
  await ended;
}

/** Each end has received what the other has sent, and there was something of everything. */
function assertIntact(one, other) {
  assert.deepEqual(one.received, other.sent);
  assert.deepEqual(other.received, one.sent);
  for (const { bytes, texts, empty, messages } of [one.sent, other.sent]) {
    assert.ok(bytes >= BYTES && texts > 0 && empty > 0 && messages > texts + empty);
  }
}

/** Chromium's default: no address of a network interface in its descriptions. */
function assertHidden(sdp) {
  assert.match(sdp, /[0-9a-f-]{36}\.local \d+ typ host/);
  assert.doesNotMatch(sdp, /udp \d+ [0-9a-f.:]+ \d+ typ host/);
}
