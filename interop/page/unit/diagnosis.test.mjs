// Why no connection came about: what candidates and statistics show, and the sentence made of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnosisOf, isHeardIn, isUdpBlocked, natOf } from "../../../src/main/page/peer/diagnosis.js";

const sdp = (...candidates) =>
  ["v=0", ...candidates.map((text, i) => `a=candidate:${i} 1 udp ${2 ** 30 - i} ${text}`), ""].join("\r\n");
const HIDDEN = "f58f126a-8be2-4958-8e62-486efa7eb57a.local 47920 typ host generation 0";
const NOT_ALL_IN_TIME = { servers: 2, timedOut: 1 };
const NONE_IN_TIME = { servers: 2, timedOut: 2 };

test("a socket that two servers see with different ports is behind a strict NAT", () => {
  const open = sdp("192.168.1.2 4000 typ host", "203.0.113.9 4000 typ srflx raddr 192.168.1.2 rport 4000");
  const strict = open + sdp("203.0.113.9 4711 typ srflx raddr 192.168.1.2 rport 4000");
  const pool = open + sdp("203.0.113.10 4000 typ srflx raddr 192.168.1.2 rport 4000");
  const two = open + sdp("203.0.113.9 4711 typ srflx raddr 192.168.7.2 rport 4000");

  assert.equal(natOf(open), undefined);
  assert.equal(natOf(strict).isStrict, true);
  assert.equal(natOf(pool).isStrict, true);
  assert.equal(natOf(two), undefined);
});

test("where the browser hides its addresses, the public address stands for the socket", () => {
  const hidden = (port) => `203.0.113.9 ${port} typ srflx raddr 0.0.0.0 rport 0 generation 0`;

  assert.equal(natOf(sdp(HIDDEN, hidden(4000))), undefined);
  assert.equal(natOf(sdp(HIDDEN, hidden(4000), hidden(4711))).isStrict, true);
  assert.equal(natOf(sdp(HIDDEN, hidden(4000), "2001:db8::7 4711 typ srflx raddr :: rport 0")), undefined);
});

test("IPv6 that others reach is told", () => {
  const strict = ["203.0.113.9 1 typ srflx raddr 0.0.0.0 rport 0", "203.0.113.9 2 typ srflx raddr 0.0.0.0 rport 0"];

  assert.equal(natOf(sdp(...strict)).hasIpv6, false);
  assert.equal(natOf(sdp(...strict, "2001:db8::7 4711 typ host")).hasIpv6, true);
  assert.equal(natOf(sdp(...strict, "fd00::7 4711 typ host")).hasIpv6, false);
});

test("UDP is blocked where no server answered in time and no address is public", () => {
  assert.equal(isUdpBlocked(sdp(HIDDEN), NONE_IN_TIME), true);
  assert.equal(isUdpBlocked(sdp(HIDDEN), NOT_ALL_IN_TIME), false);
  assert.equal(isUdpBlocked(sdp(HIDDEN), { servers: 0, timedOut: 0 }), false);
  assert.equal(isUdpBlocked(sdp(), NONE_IN_TIME), false);
  assert.equal(isUdpBlocked(sdp(HIDDEN, "2001:db8::7 4711 typ host"), NONE_IN_TIME), false);
  assert.equal(isUdpBlocked(sdp(HIDDEN, "203.0.113.9 1 typ srflx raddr 0.0.0.0 rport 0"), NONE_IN_TIME), false);
});

test("each cause has its sentence, with one thing to do", () => {
  const nothing = { isHeard: false, isReached: false, own: {}, friend: {}, mayBeOldReply: false };
  const strict = { isStrict: true };
  const blocked = { isBlocked: true };
  const cases = [
    [{ isReached: true }, /was reached, but no encrypted/],
    [{ own: blocked, friend: strict }, /this network blocks UDP/],
    [{ friend: blocked, isHeard: true }, /your friend's network blocks UDP/],
    [{ own: strict, friend: strict }, /both networks have a strict NAT/],
    [{ own: strict, isHeard: true }, /this network has a strict NAT/],
    [{ friend: strict, isHeard: true }, /your friend's network has a strict NAT/],
    [{ isHeard: true }, /no path works in both directions/],
    [{ mayBeOldReply: true }, /nothing came from your friend's device. The reply may belong/],
    [{}, /nothing came from your friend's device. It may be offline/],
  ];
  for (const [seen, sentence] of cases) {
    const text = diagnosisOf({ ...nothing, ...seen });
    assert.match(text, sentence);
    assert.equal(text.match(/[.:] [A-Z]/g).length, 1, text);
  }
});

test("what came from the friend is seen in the statistics of each browser", () => {
  const stats = (...entries) => new Map(entries.map((entry, i) => [String(i), entry]));

  assert.equal(isHeardIn(stats({ type: "candidate-pair", state: "in-progress", requestsReceived: 0 })), false);
  assert.equal(isHeardIn(stats({ type: "candidate-pair", state: "failed" })), false);
  assert.equal(isHeardIn(stats({ type: "candidate-pair", state: "failed", requestsReceived: 1 })), true);
  assert.equal(isHeardIn(stats({ type: "candidate-pair", state: "succeeded" })), true);
  assert.equal(isHeardIn(stats({ type: "remote-candidate", candidateType: "prflx" })), true);
  assert.equal(isHeardIn(stats({ type: "local-candidate", candidateType: "prflx" })), false);
});
