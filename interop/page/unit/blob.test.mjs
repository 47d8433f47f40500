// Blobs: the vectors of docs/blob-format.md, and what people paste.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { hexOf } from "../../../src/main/page/bytes.js";
import { hostText, parseHost } from "../../../src/main/page/signal/addresses.js";
import { decodeBlob, encodeBlob, identifierOf, isAnswerTo, ownForOrder, ownForWords } from "../../../src/main/page/signal/blob.js";
import { readNat, strictNat } from "../../../src/main/page/signal/nat.js";
import { readPasted } from "../../../src/main/page/signal/pasted.js";
import { descriptionOf, sdpOf } from "../../../src/main/page/signal/sdp.js";

const document = await readFile(new URL("../../../docs/blob-format.md", import.meta.url), "utf8");
const hosts = await readFile(
  new URL("../../../src/test/resources/io/p2pcopy/signal/hosts.txt", import.meta.url),
  "utf8",
);
const blocks = (kind) =>
  [...document.matchAll(new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\``, "gm"))].map((m) =>
    m[1].trim().split("\n").map((line) => line.split(/: (.*)/).slice(0, 2)));
const vectors = blocks("vector").map((lines) => ({
  ...Object.fromEntries(lines),
  candidates: lines.filter(([key]) => key === "candidate").map(([, value]) => value),
}));
const CHROMIUM = vectors.find(({ blob }) => blob.startsWith("p21EG"));

const withoutForOrder = ({ forOrder: _, ...description }) => description;
const numberOf = (text) => (text === undefined ? undefined : Number(text));

test("each vector is decoded to its fields", async () => {
  assert.equal(vectors.length, 7);
  for (const vector of vectors) {
    const { type, setup, credentials, fingerprint, maxMessageSize, candidates, answeredOffer } =
      await decodeBlob(vector.blob);
    assert.deepEqual(
      {
        type,
        setup,
        ...credentials,
        fingerprint: hexOf(fingerprint),
        size: String(maxMessageSize),
        candidates: candidates.map((c) => `${c.type} ${hostText(c.host)} ${c.port}`),
        answered: answeredOffer,
      },
      {
        type: vector.type,
        setup: vector.setup,
        ufrag: vector["ice-ufrag"],
        password: vector["ice-pwd"],
        fingerprint: vector.fingerprint,
        size: vector["max-message-size"],
        candidates: vector.candidates,
        answered: numberOf(vector["answered-offer"]),
      },
    );
  }
});

test("a vector with literal credentials is encoded to the same text", async () => {
  const literal = vectors.filter(({ secret }) => secret === undefined);
  assert.equal(literal.length, 3);
  for (const { blob } of literal) assert.equal(encodeBlob(await decodeBlob(blob)), blob);
});

test("an invite of a computer with many addresses is read, in both versions", async () => {
  const blobs = Array.from(hosts.matchAll(/^blob: (.*)$/gm), ([, blob]) => blob);
  const candidates = hosts.trim().split("\n\n").map((block) =>
    Array.from(block.matchAll(/^candidate: (.*)$/gm), ([, candidate]) => candidate));
  assert.equal(blobs.length, 8);
  for (const [i, blob] of blobs.entries()) {
    const { version1, ...description } = await decodeBlob(blob);
    assert.equal(description.forOrder, version1 ?? blob);
    const found = description.candidates.map((c) => `${c.type} ${hostText(c.host)} ${c.port}`);
    assert.equal(found.length, new Set(found).size);
    for (const text of found) {
      const [type, host, port] = text.split(" ");
      const isThere = candidates[i].some((one) => {
        const [theirType, theirHost, theirPort] = one.split(" ");
        return type === theirType && port === theirPort && hostText(parseHost(theirHost)) === host;
      });
      assert.ok(isThere, text);
    }
    assert.equal(version1 === undefined, blob.startsWith("p21"));
    if (version1 !== undefined) assert.deepEqual(await decodeBlob(version1), description);
  }
});

test("a reply to another invite is refused", async () => {
  const [invite] = vectors;
  const { blob: reply } = vectors.find((vector) => vector["answered-offer"] !== undefined);
  const offer = await decodeBlob(invite.blob);
  const answer = await decodeBlob(reply);

  assert.equal(identifierOf(offer), answer.answeredOffer);
  assert.ok(isAnswerTo(offer, answer));
  assert.ok(isAnswerTo(offer, { ...answer, answeredOffer: undefined }));
  assert.equal((await readPasted(reply, null, invite.blob)).blob, reply);
  await assert.rejects(readPasted(reply, null, CHROMIUM.blob), { kind: "other offer" });
  const conversation = `me: ${CHROMIUM.blob}\nAnn: ${reply}`;
  await assert.rejects(readPasted(conversation, null, CHROMIUM.blob), { kind: "other offer" });
});

test("a page's reply names the invite, and the words match those of a program that does not know the identifier", async () => {
  const chromium = await decodeBlob(CHROMIUM.blob);
  const unnamed = { ...chromium, type: "answer", setup: "passive" };
  const named = { ...unnamed, answeredOffer: 0xabcd };
  const blob = encodeBlob(named);

  const { forOrder, ...decoded } = await decodeBlob(blob);
  assert.deepEqual(decoded, { ...withoutForOrder(named) });
  assert.equal(forOrder, encodeBlob(unnamed));
  assert.equal(ownForWords(vectors[0].blob, named), encodeBlob(unnamed));
  assert.equal(ownForWords(CHROMIUM.blob, named), blob);
});

test("the behavior of a NAT is told and read, and left out where older programs would not know it", async () => {
  const chromium = await decodeBlob(CHROMIUM.blob);
  const strict = { ...chromium, nat: strictNat(true) };
  const blob = encodeBlob(strict);

  assert.deepEqual((await decodeBlob(blob)).nat, strict.nat);
  assert.equal((await decodeBlob(blob)).forOrder, CHROMIUM.blob);
  assert.equal(ownForOrder(strict), CHROMIUM.blob);
  assert.equal(ownForWords(vectors[0].blob, strict), CHROMIUM.blob);
  assert.equal(ownForWords(CHROMIUM.blob, strict), blob);
  const { nat } = await decodeBlob(vectors.find((vector) => vector["nat-behavior"] !== undefined).blob);
  assert.deepEqual(nat, { isStrict: true, isBlocked: false, hasIpv6: true, code: 0b10_11_011_1 });
});

test("bits that no NAT has are refused", () => {
  const refused = [0b00_00_000_0, 0b01_00_000_0, 0b10_00_001_0, 0b10_01_001_0, 0b10_10_000_0, 0b11_01_000_0];
  for (const code of refused) assert.throws(() => readNat([code]), { kind: "damaged" }, code.toString(2));
  assert.throws(() => readNat([]), { kind: "damaged" });
  assert.equal(readNat([0b11_00_000_0]).isBlocked, true);
});

test("an unknown extension is skipped", async () => {
  const [[[, one], [, other]]] = blocks("equal");
  assert.deepEqual(await decodeBlob(one), await decodeBlob(other));
});

test("each refused vector is refused with its kind of fault", async () => {
  const [refused] = blocks("refused");
  assert.equal(refused.length, 9);
  for (const [kind, blob] of refused) {
    await assert.rejects(decodeBlob(blob), { kind }, blob);
  }
});

test("a change of any single character is detected", async () => {
  const { blob } = CHROMIUM;
  for (let i = 0; i < blob.length; i++) {
    const changed = blob.slice(0, i) + (blob[i] === "x" ? "y" : "x") + blob.slice(i + 1);
    await assert.rejects(decodeBlob(changed), { name: "Error" });
  }
});

test("a description survives conversion to SDP and back", async () => {
  for (const vector of vectors) {
    const { answeredOffer, nat, forOrder, version1, ...description } = await decodeBlob(vector.blob);
    assert.deepEqual(descriptionOf(sdpOf(description)), description);
  }
});

test("TCP candidates and unusable addresses are left out, the others sorted", async () => {
  const { type, sdp } = sdpOf(await decodeBlob(CHROMIUM.blob));
  const more = [
    "a=candidate:8 1 tcp 2105458943 192.168.1.9 9 typ host tcptype active",
    "a=candidate:9 1 udp 2130706431 0.0.0.0 9 typ host",
    "a=candidate:10 1 udp 2130706430 192.0.2.1 9 typ host generation 0 network-cost 999",
  ];
  const description = descriptionOf({ type, sdp: `${sdp}${more.join("\r\n")}\r\n` });
  assert.deepEqual(
    description.candidates.map(({ host }) => hostText(host)),
    ["f58f126a-8be2-4958-8e62-486efa7eb57a.local", "192.0.2.1", "7e210130-61c0-4e59-99cc-c8cdf5a223f9.local"],
  );
});

test("addresses are parsed, and written as RFC 5952 requires", () => {
  const same = ["192.0.2.1", "2001:db8::17", "::1", "1::", "2001:db8:0:1:1:1:1:1", "fe80::1:0:0:1"];
  for (const text of same) assert.equal(hostText(parseHost(text)), text);
  assert.equal(hostText(parseHost("2001:DB8:0:0:1:0:0:1")), "2001:db8::1:0:0:1");
  assert.equal(hostText(parseHost("64:ff9b::192.0.2.33")), "64:ff9b::c000:221");
  for (const text of ["256.1.1.1", "1.2.3", "::", "0.0.0.0", "224.0.0.1", "ff02::1", "::ffff:1.2.3.4",
    "1:2:3:4:5:6:7", "1::2::3", "g::1", "example.org", ":::", "1:2:3:4:5:6:7:8:9", ""]) {
    assert.equal(parseHost(text), null, text);
  }
});

test("a blob is found in whatever a chat turns it into", async () => {
  const { blob } = CHROMIUM;
  const middle = blob.indexOf("-");
  const pastes = [
    ` ${blob}\n`,
    `"${blob}"`,
    `here it is: ${blob}, have fun`,
    `https://example.org/p2pcopy.html#${blob}`,
    `https://example.org/p2pcopy.html#receive=${blob}`,
    `> ${blob.slice(0, 60)}\n> ${blob.slice(60)}`,
    `${blob.slice(0, 20)}\u200b${blob.slice(20)}\u00ad`,
    `${blob.slice(0, middle)}\u2011${blob.slice(middle + 1)}`,
  ];
  for (const paste of pastes) {
    assert.equal((await readPasted(paste, "offer", null)).blob, blob, paste);
  }
});

test("each wrong paste has its kind of fault", async () => {
  const { blob } = CHROMIUM;
  const answer = vectors.find(({ type }) => type === "answer").blob;
  const cases = [
    ["  \n", null, null, "empty"],
    ["hello", null, null, "not a blob"],
    ["x".repeat(70000), null, null, "not a blob"],
    [blob, null, blob, "own blob"],
    [answer, "offer", null, "answer"],
    [blob.slice(0, -9), "offer", null, "truncated"],
    [`${blob}x`, "offer", null, "damaged"],
    [blob.replace("D", "."), "offer", null, "damaged"],
  ];
  for (const [text, expected, own, kind] of cases) {
    await assert.rejects(readPasted(text, expected, own), { kind }, `${kind}: ${text.slice(0, 20)}`);
  }
});
