// Sends files: the list first, then what the receiver wants of it.

import { Change } from "../async.js";
import { Conversation } from "./conversation.js";
import { breach } from "./faults.js";
import { FileSending } from "./file-sending.js";
import { HASH_LENGTH, readFrame } from "./frames.js";
import { integerOf } from "./messages.js";

/** A message has at most 65536 bytes of UTF-8, of which a character of a path may take three. */
const MAX_ENTRIES_IN_MESSAGE = 1000;
const MAX_LIST_LENGTH = 15000;
const MAX_HASHES = 2 ** 21;
const MAX_SKIPPED = 1000;
const SKIP_REASONS = ["name-taken", "link"];

export class Sender {
  #wire;
  #source;
  #events;
  #conversation;
  #files;
  #change = new Change();
  #state = "offering";
  #wanted = [];
  #decided = 0;
  #have = new Map();
  #hashesKept = 0;
  #agains = [];
  #isFinished = false;

  /**
   * @param source {id, entries, bytes}, where entries are {kind: "f", path, size, modified, file}
   *     and {kind: "d", path} in depth-first order; or {id, text}, a message
   * @param events {accepted(), failed({entry, code}), skipped({entry, reason})}
   */
  constructor({ wire, greeting, source, workshop, events }) {
    this.#wire = wire;
    this.#source = source;
    this.#events = events;
    this.#conversation = new Conversation(wire, greeting);
    this.#files = new FileSending(wire, workshop, this.#change);
  }

  /** Returns {outcome: "verified", files, bytes, failed}, {outcome: "told"} or {outcome: "refused"}. */
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

  /** How many bytes have left this device, or were there already. */
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
      this.#state = "telling";
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
    if (this.#state === "telling") return this.#handleAfterText(message);
    switch (message.type) {
      case "credit":
        return this.#files.grant(integerOf(message, "bytes"));
      case "refuse":
        return this.#refused();
      case "accept":
        return this.#accepted(message);
      default:
        if (this.#state !== "accepted") throw breach(`${message.type} is not due`);
        return this.#handleWish(message);
    }
  }

  /** "The receiver shows it [...] and answers `verified`, or `refuse`." */
  #handleAfterText(message) {
    const outcomes = { credit: null, verified: "told", refuse: "refused" };
    if (!Object.hasOwn(outcomes, message.type)) throw breach(`${message.type} is not due`);
    const outcome = outcomes[message.type];
    if (outcome === null) return;
    this.#conversation.end({ outcome });
    this.#wire.close();
  }

  #handleWish(message) {
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
    if (this.#state !== "offering") throw breach("refuse is not due");
    this.#conversation.end({ outcome: "refused" });
    this.#wire.close();
  }

  #accepted({ compression }) {
    if (this.#state !== "offering") throw breach("a second accept");
    if (compression !== undefined) throw breach("compression that was not offered");
    this.#state = "accepted";
    this.#events.accepted();
    this.#conversation.guard(this.#sendWanted());
  }

  #decide(message, isWanted) {
    const most = this.#source.entries.length - 1;
    const first = integerOf(message, "first", this.#decided, this.#decided);
    const last = integerOf(message, "last", first, most);
    this.#decided = last + 1;
    if (isWanted) this.#wanted.push({ first, last });
    else if (typeof message.reason === "string") this.#skipped(first, last, message.reason);
    this.#change.tell();
  }

  #skipped(first, last, told) {
    const reason = SKIP_REASONS.includes(told) ? told : "other";
    for (let entry = first; entry <= last; entry++) this.#events.skipped({ entry, reason });
  }

  /** Also names what the receiver skipped after it had come. */
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
    const isDue = this.#state === "accepted" && frame.kind === "HAVE";
    if (!isDue || this.#source.entries[frame.entry]?.kind !== "f" || frame.entry < this.#decided) {
      throw breach(`${frame.kind} is not due`);
    }
    this.#hashesKept += frame.hashes.length / HASH_LENGTH;
    if (this.#hashesKept > MAX_HASHES) throw breach("too many hashes");
    if (!this.#have.has(frame.entry)) this.#have.set(frame.entry, new Map());
    const known = this.#have.get(frame.entry);
    for (let i = 0; i * HASH_LENGTH < frame.hashes.length; i++) {
      known.set(frame.block + i, frame.hashes.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH));
    }
  }

  #again(message) {
    const entry = integerOf(message, "entry", 0, this.#decided - 1);
    const file = this.#source.entries[entry];
    if (file.kind !== "f") throw breach("again for what is no file");
    this.#agains.push({ entry, block: integerOf(message, "block", 0, 2 ** 32 - 1) });
    this.#change.tell();
  }

  /** The receiver cannot store a file. */
  #failed(failure) {
    if (failure.entry >= this.#decided) throw breach("failed for what was not asked for");
    this.#files.giveUp(failure.entry, failure.code);
    this.#events.failed(failure);
  }

  #verified(message) {
    if (!this.#isFinished) throw breach("verified is not due");
    const [files, bytes, failed] = ["files", "bytes", "failed"].map((f) => integerOf(message, f));
    this.#conversation.end({ outcome: "verified", files, bytes, failed });
    this.#wire.close();
  }

  /** Runs beside the handling of messages, until `finish` is said and for as long as it is asked again. */
  async #sendWanted() {
    for (;;) {
      if (this.#agains.length > 0) {
        await this.#sendAgain(this.#agains.shift());
      } else if (this.#wanted.length > 0) {
        await this.#sendNext();
      } else if (this.#mayFinish()) {
        this.#isFinished = true;
        this.#wire.send({ type: "finish" });
      } else {
        await this.#change.until(
          () => this.#agains.length > 0 || this.#wanted.length > 0 || this.#mayFinish(),
        );
      }
    }
  }

  #mayFinish() {
    return this.#decided === this.#source.entries.length && !this.#isFinished;
  }

  async #sendNext() {
    const range = this.#wanted[0];
    const number = range.first++;
    if (range.first > range.last) this.#wanted.shift();
    const entry = this.#source.entries[number];
    if (entry.kind !== "f") return;
    const have = this.#have.get(number) ?? new Map();
    const failure = await this.#files.send(number, entry, have);
    if (failure && !this.#files.isGivenUp(number)) this.#events.failed({ entry: number, ...failure });
    this.#have.delete(number);
    this.#hashesKept -= have.size;
  }

  async #sendAgain({ entry, block }) {
    this.#isFinished = false;
    await this.#files.sendBlock(entry, this.#source.entries[entry], block);
  }
}

/** Returns the entries as the protocol writes them, as many at a time as fit into a message. */
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
