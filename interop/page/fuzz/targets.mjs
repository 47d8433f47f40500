// The fuzz targets: everything that the page decodes, with a corpus of valid input. Other input may only
// cause a fault that the page has a sentence for.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sha256, utf8 } from "../../../src/main/page/bytes.js";
import { safeName } from "../../../src/main/page/disk/names.js";
import { FileService } from "../../../src/main/page/disk/file-service.js";
import { ConnectionLost } from "../../../src/main/page/peer/wire.js";
import { decodeBlob } from "../../../src/main/page/signal/blob.js";
import { BlobFault } from "../../../src/main/page/signal/faults.js";
import { CHECKSUM_LENGTH, HEADER_LENGTH, checksum } from "../../../src/main/page/signal/header.js";
import { readPasted } from "../../../src/main/page/signal/pasted.js";
import { TransferFault } from "../../../src/main/page/transfer/faults.js";
import { BLOCK_SIZE, blockFrame, endFrame, haveFrames, holeFrame, readFrame, sameFrame } from "../../../src/main/page/transfer/frames.js";
import { Greeting } from "../../../src/main/page/transfer/greeting.js";
import { rootOf } from "../../../src/main/page/transfer/merkle.js";
import { parseMessage } from "../../../src/main/page/transfer/messages.js";
import { Receiver } from "../../../src/main/page/transfer/receiver.js";
import { Sender } from "../../../src/main/page/transfer/sender.js";
import { mutatedBytes, mutatedList, mutatedText, mutatedValue } from "./mutation.mjs";

const document = await readFile(new URL("../../../docs/blob-format.md", import.meta.url), "utf8");
const blobs = [...new Set(document.match(/\bp2[12][A-Za-z0-9_-]{60,}/g))];

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const content = utf8("hello");
const hash = await sha256(content);
const root = await rootOf(content.length, [hash]);
const zeros = await sha256(new Uint8Array(BLOCK_SIZE));
const holeRoot = await rootOf(2 * BLOCK_SIZE, [zeros, zeros]);
const withContent = (entry) => Uint8Array.from([...blockFrame(entry, 0, hash, content.length), ...content]);

const offer = { type: "offer", id: "0123456789abcdef0123456789abcdef", files: 2, directories: 1, links: 1, bytes: 5 };
const entries = { type: "entries", list: [["d", "a", 0, 0o755], ["f", "a/b", 5, 0, 0o644, 0], ["f", "c", null, null, null], ["l", "d", "c"]] };

const TO_RECEIVER = [
  offer, entries, { type: "offered" },
  withContent(1), endFrame(1, 5, 0, root), holeFrame(2, 0, 2), endFrame(2, 2 * BLOCK_SIZE, null, holeRoot), { type: "finish" },
];
const TO_RECEIVER_OF_HOLES = [
  offer, entries, { type: "offered" }, holeFrame(2, 0, 1), sameFrame(2, 1, 1), withContent(1),
  { type: "failed", entry: 2, code: "file", detail: "x" }, { type: "finish" },
];
const TO_SENDER = [
  { type: "credit", bytes: 2 ** 21 }, { type: "accept" }, ...haveFrames(0, hash), { type: "send", first: 0, last: 0 },
  { type: "skip", first: 1, last: 1, reason: "link" }, { type: "again", entry: 0, block: 0 },
  { type: "stored", through: 1, skipped: [1] }, { type: "failed", entry: 0, code: "file" },
  { type: "verified", files: 1, bytes: 5, failed: 1 }, { type: "error", code: "file", detail: "y" },
];
const TO_SENDER_OF_TEXT = [{ type: "credit", bytes: 2 ** 21 }, { type: "verified", files: 0, bytes: 0, failed: 0 }];
const GREETING = [
  { type: "hello", role: "sender", commit: "ab".repeat(32), agent: "x", peerText: "01234567" },
  { type: "reveal", nonce: "cd".repeat(32) },
];
const FRAMES = [withContent(0), sameFrame(0, 1, 2), holeFrame(0, 0, 3), endFrame(0, 5, null, root), ...haveFrames(0, hash)];

/** Each is {name, corpus, mutated(input, choices), run(input)}; `run` rejects on a defect of the page. */
export const targets = [
  { name: "blob", corpus: blobs, mutated: mutatedBlob, run: (blob) => only(BlobFault, () => decodeBlob(blob)) },
  { name: "pasted text", corpus: [...blobs, `see: <${blobs[0]}>`], mutated: mutatedText, run: (text) => only(BlobFault, () => readPasted(text, "offer", "")) },
  { name: "name", corpus: ["a.txt", "con", "e\u0301".repeat(20), "\u200d\u{1f468}", "x".repeat(300)], mutated: mutatedText, run: checkName },
  { name: "message", corpus: [...TO_RECEIVER, ...TO_SENDER].filter(isText).map((m) => JSON.stringify(m)), mutated: mutatedText, run: (text) => only(TransferFault, () => parseMessage(text)) },
  { name: "frame", corpus: FRAMES, mutated: mutatedBytes, run: (frame) => only(TransferFault, () => readFrame(frame)) },
  { name: "greeting", corpus: [GREETING], mutated: mutatedConversation, run: greet },
  { name: "receiver", corpus: [TO_RECEIVER, TO_RECEIVER_OF_HOLES, [{ ...offer, text: "hello" }]], mutated: mutatedConversation, run: receive },
  { name: "sender", corpus: [TO_SENDER], mutated: mutatedConversation, run: send },
  { name: "sender of a text", corpus: [TO_SENDER_OF_TEXT], mutated: mutatedConversation, run: sendText },
];

function isText(message) {
  return !(message instanceof Uint8Array);
}

/** Mostly mutates the content and corrects header and checksum, which would otherwise hide the decoder of the content. */
function mutatedBlob(blob, choices) {
  if (choices.below(4) === 0) return mutatedText(blob, choices);
  const [version, flags] = [...blob.slice(2, 4)].map((character) => ALPHABET.indexOf(character));
  const content = Uint8Array.from(Buffer.from(blob, "base64url")).slice(HEADER_LENGTH, -CHECKSUM_LENGTH);
  return sealed(version, choices.below(4) === 0 ? choices.below(64) : flags, mutatedBytes(content, choices));
}

function sealed(version, flags, content) {
  const length = HEADER_LENGTH + content.length + CHECKSUM_LENGTH;
  const check = (version ^ flags ^ (length >> 4) ^ (length & 15)) & 63;
  const head = [0xa7, 0x60 | (version >> 2), ((version & 3) << 6) | flags, length >> 2, ((length & 3) << 6) | check];
  const bytes = [...head, ...content];
  return Buffer.from([...bytes, ...checksum(bytes)]).toString("base64url");
}

function mutatedMessage(message, choices) {
  return isText(message) ? mutatedValue(message, choices) : mutatedBytes(message, choices);
}

function mutatedConversation(messages, choices) {
  return mutatedList(messages, choices, mutatedMessage);
}

/** Runs `work`, which may only fail with this kind of error. */
async function only(kind, work) {
  try {
    await work();
  } catch (e) {
    if (!(e instanceof kind)) throw e;
  }
}

function checkName(name) {
  const safe = safeName(name);
  assert.ok(safe !== "" && safe !== "." && safe !== ".." && !/[/\0\\]/.test(safe) && utf8(safe).length <= 255, safe);
  assert.equal(safeName(safe), safe);
}

/** Returns a wire on which these messages arrive; what is sent is discarded. */
function wireOf(messages) {
  const inbox = [...messages];
  return {
    bufferedAmount: 0,
    send: () => {},
    sendBytes: () => {},
    writable: async () => {},
    closedWithin: async () => {},
    close: () => {},
    async take() {
      // Lets concurrent work run between messages.
      for (let turn = 0; turn < 3; turn++) await nextTurn();
      if (inbox.length === 0) throw new ConnectionLost();
      const message = inbox.shift();
      return isText(message) ? JSON.stringify(message) : message;
    },
  };
}

const GREETED = { begin: async () => {}, isHelloSent: true, isOver: true, isHalfway: false, words: Promise.resolve(["a"]), handle: async () => false };

function receive(messages) {
  const events = { ask: async ({ id }) => ({ id, kind: "memory" }), accepted: () => {}, resumed: () => {}, failed: () => {}, skipped: () => {} };
  const receiver = new Receiver({ wire: wireOf(messages), greeting: GREETED, session: Receiver.newSession(), fileService: new FileService(), events });
  return converse(receiver);
}

function send(messages) {
  const file = new File([content], "a");
  const source = { id: offer.id, bytes: 5, entries: [{ kind: "f", path: "a", size: 5, modified: 0, file }, { kind: "d", path: "b" }] };
  const events = { accepted: () => {}, failed: () => {}, skipped: () => {} };
  return converse(new Sender({ wire: wireOf(messages), greeting: GREETED, source, fileService: new FileService(), events }));
}

async function sendText(messages) {
  const sender = new Sender({ wire: wireOf(messages), greeting: GREETED, source: { id: offer.id, text: "hello" }, fileService: new FileService(), events: {} });
  const result = await converse(sender);
  assert.ok(result === undefined || ["delivered", "refused"].includes(result.outcome));
}

async function greet(messages) {
  const ends = { isOfferer: true, fingerprints: { offerer: new Uint8Array(32), answerer: new Uint8Array(32) }, blobs: { offerer: "p21a", answerer: "p21b" } };
  const greeting = new Greeting({ send: () => {} }, "receiver", ends, ["a", "b", "c"]);
  await greeting.begin();
  await only(TransferFault, async () => {
    for (const message of messages) await greeting.handle(parseMessage(JSON.stringify(message)));
  });
}

/** Fails on unexpected errors: these end as a fault of this device with the error's name in its detail. */
async function converse(side) {
  try {
    return await side.run();
  } catch (e) {
    assert.ok(e.message !== "" && e.message !== "undefined", "a fault has a sentence");
    const isUnexpected = /^(Type|Range|Reference|Syntax|Internal)?Error:/.test(e.detail ?? "");
    if (isUnexpected || !(e instanceof TransferFault || e instanceof ConnectionLost)) throw new Error(`${e.stack} ${e.detail}`, { cause: e });
    return undefined;
  }
}
