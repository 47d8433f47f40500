// Sends files: the list first, then the content that the receiver requests.

import { ChangeNotifier } from "../async.js";
import { Conversation } from "./conversation.js";
import { breach } from "./faults.js";
import { FileSender } from "./file-sender.js";
import { HASH_LENGTH, readFrame } from "./frames.js";
import { integerOf } from "./messages.js";

const MAX_ENTRIES_IN_MESSAGE = 1000;

/** A message has at most 65536 bytes of UTF-8, and a character of a path may take three. */
const MAX_LIST_LENGTH = 15000;
const MAX_HASHES_IN_HAVE = 2 ** 21;
const MAX_SKIPPED = 1000;
const SKIP_REASONS = ["name-taken", "link"];

export class Sender {
  #wire;
  #source;
  #events;
  #conversation;
  #files;
  #change = new ChangeNotifier();
  #state = "offering";
  #requested = [];
  #decided = 0;
  #have = new Map();
  #hashesKept = 0;
  #resendRequests = [];
  #isFinished = false;

  /**
   * @param source {id, entries, bytes}, where entries are {kind: "f", path, size, modified, file}
   *     and {kind: "d", path} in depth-first order; or {id, text}, a message
   * @param events {accepted(), failed({entry, code}), skipped({entry, reason})}
   */
  constructor({ wire, greeting, source, fileService, events }) {
    this.#wire = wire;
    this.#source = source;
    this.#events = events;
    this.#conversation = new Conversation(wire, greeting);
    this.#files = new FileSender(wire, fileService, this.#change);
  }

  /** Returns {outcome: "verified", files, bytes, failed}, {outcome: "delivered"} or {outcome: "refused"}. */
  run() {
    return this.#conversation.run({
      onBegun: () => this.#offer(),
      onText: (message) => this.#handle(message),
      onBytes: (bytes) => this.#handleHave(bytes),
    });
  }

  stop() {
    this.#conversation.stop();
  }

  /** How many bytes have left this device, or were present at the receiver. */
  get progress() {
    return Math.max(0, this.#files.covered - this.#wire.bufferedAmount);
  }

  /** How many bytes of content have left this device on this connection. */
  get carried() {
    return Math.max(0, this.#files.sent - this.#wire.bufferedAmount);
  }

  async #offer() {
    const { id, text, entries, bytes } = this.#source;
    if (text !== undefined) {
      this.#state = "sending-text";
      this.#wire.send({ type: "offer", id, text });
      return;
    }
    const count = (kind) => entries.filter((entry) => entry.kind === kind).length;
    this.#wire.send({ type: "offer", id, files: count("f"), directories: count("d"), links: 0, bytes });
    for (const list of listsOf(entries)) {
      await this.#wire.writable();
      this.#wire.send({ type: "entries", list });
    }
    this.#wire.send({ type: "offered" });
  }

  #handle(message) {
    if (this.#state === "sending-text") return this.#handleAfterText(message);
    switch (message.type) {
      case "credit":
        return this.#files.grant(integerOf(message, "bytes"));
      case "refuse":
        return this.#refused();
      case "accept":
        return this.#accepted(message);
      default:
        if (this.#state !== "accepted") throw breach(`unexpected ${message.type}`);
        return this.#handleRequest(message);
    }
  }

  /** The receiver of a text answers `verified` or `refuse`. */
  #handleAfterText(message) {
    const outcomes = { credit: null, verified: "delivered", refuse: "refused" };
    if (!Object.hasOwn(outcomes, message.type)) throw breach(`unexpected ${message.type}`);
    const outcome = outcomes[message.type];
    if (outcome === null) return;
    this.#conversation.end({ outcome });
    this.#wire.close();
  }

  #handleRequest(message) {
    switch (message.type) {
      case "send":
        return this.#decide(message, true);
      case "skip":
        return this.#decide(message, false);
      case "again":
        return this.#again(message);
      case "stored":
        return this.#stored(message);
      case "failed":
        return this.#failed(Conversation.failure(message));
      case "verified":
        return this.#verified(message);
      default:
        throw breach(`an unknown message ${message.type}`);
    }
  }

  #refused() {
    if (this.#state !== "offering") throw breach("unexpected refuse");
    this.#conversation.end({ outcome: "refused" });
    this.#wire.close();
  }

  #accepted({ compression }) {
    if (this.#state !== "offering") throw breach("a second accept");
    if (compression !== undefined) throw breach("compression that was not offered");
    this.#state = "accepted";
    this.#events.accepted();
    this.#conversation.guard(this.#sendRequested());
  }

  #decide(message, isRequested) {
    const most = this.#source.entries.length - 1;
    const first = integerOf(message, "first", this.#decided, this.#decided);
    const last = integerOf(message, "last", first, most);
    this.#decided = last + 1;
    if (isRequested) this.#requested.push({ first, last });
    else if (typeof message.reason === "string") this.#skipped(first, last, message.reason);
    this.#change.notify();
  }

  #skipped(first, last, sentReason) {
    const reason = SKIP_REASONS.includes(sentReason) ? sentReason : "other";
    for (let entry = first; entry <= last; entry++) this.#events.skipped({ entry, reason });
  }

  /** `stored` may list entries that the receiver skipped after receiving them. */
  #stored(message) {
    integerOf(message, "through", 0, this.#decided - 1);
    const { skipped = [] } = message;
    if (!Array.isArray(skipped) || skipped.length > MAX_SKIPPED) throw breach("an unusable list of skipped entries");
    for (const entry of skipped) {
      if (!Number.isInteger(entry) || entry < 0 || entry >= this.#decided) throw breach("an unusable entry");
      this.#skipped(entry, entry, "name-taken");
    }
  }

  #handleHave(bytes) {
    const frame = readFrame(bytes);
    const isExpected = this.#state === "accepted" && frame.kind === "HAVE";
    if (!isExpected || this.#source.entries[frame.entry]?.kind !== "f" || frame.entry < this.#decided) {
      throw breach(`unexpected ${frame.kind}`);
    }
    this.#hashesKept += frame.hashes.length / HASH_LENGTH;
    if (this.#hashesKept > MAX_HASHES_IN_HAVE) throw breach("too many hashes");
    if (!this.#have.has(frame.entry)) this.#have.set(frame.entry, new Map());
    const known = this.#have.get(frame.entry);
    for (let i = 0; i * HASH_LENGTH < frame.hashes.length; i++) {
      known.set(frame.block + i, frame.hashes.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH));
    }
  }

  #again(message) {
    const entry = integerOf(message, "entry", 0, this.#decided - 1);
    const file = this.#source.entries[entry];
    if (file.kind !== "f") throw breach("again for an entry that is not a file");
    this.#resendRequests.push({ entry, block: integerOf(message, "block", 0, 2 ** 32 - 1) });
    this.#change.notify();
  }

  /** The receiver has reported that it cannot store a file. */
  #failed(failure) {
    if (failure.entry >= this.#decided) throw breach("failed for an entry that was not requested");
    this.#files.abandon(failure.entry, failure.code);
    this.#events.failed(failure);
  }

  #verified(message) {
    if (!this.#isFinished) throw breach("unexpected verified");
    const [files, bytes, failed] = ["files", "bytes", "failed"].map((f) => integerOf(message, f));
    this.#conversation.end({ outcome: "verified", files, bytes, failed });
    this.#wire.close();
  }

  /** Runs concurrently with the handling of messages; continues after `finish` for blocks requested again. */
  async #sendRequested() {
    for (;;) {
      if (this.#resendRequests.length > 0) {
        await this.#resend(this.#resendRequests.shift());
      } else if (this.#requested.length > 0) {
        await this.#sendNext();
      } else if (this.#mayFinish()) {
        this.#isFinished = true;
        this.#wire.send({ type: "finish" });
      } else {
        await this.#change.until(
          () => this.#resendRequests.length > 0 || this.#requested.length > 0 || this.#mayFinish(),
        );
      }
    }
  }

  #mayFinish() {
    return this.#decided === this.#source.entries.length && !this.#isFinished;
  }

  async #sendNext() {
    const range = this.#requested[0];
    const number = range.first++;
    if (range.first > range.last) this.#requested.shift();
    const entry = this.#source.entries[number];
    if (entry.kind !== "f") return;
    const have = this.#have.get(number) ?? new Map();
    const failure = await this.#files.send(number, entry, have);
    if (failure && !this.#files.isAbandoned(number)) this.#events.failed({ entry: number, ...failure });
    this.#have.delete(number);
    this.#hashesKept -= have.size;
  }

  async #resend({ entry, block }) {
    this.#isFinished = false;
    await this.#files.sendBlock(entry, this.#source.entries[entry], block);
  }
}

/** Yields lists of entries in protocol form, each as long as fits into a message. */
function* listsOf(entries) {
  let list = [];
  let length = 0;
  for (const entry of entries) {
    const fields = entry.kind === "f"
      ? ["f", entry.path, entry.size, entry.modified, null]
      : ["d", entry.path, null, null];
    const size = entry.path.length + 50;
    if (list.length === MAX_ENTRIES_IN_MESSAGE || (list.length > 0 && length + size > MAX_LIST_LENGTH)) {
      yield list;
      list = [];
      length = 0;
    }
    list.push(fields);
    length += size;
  }
  if (list.length > 0) yield list;
}
