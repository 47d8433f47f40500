// Receives files: checks the list, asks the person, requests content and verifies it.

import { Conversation } from "./conversation.js";
import { breach } from "./faults.js";
import { BLOCK_SIZE, HASH_LENGTH, haveFrames, readFrame } from "./frames.js";
import { IncomingFile } from "./incoming-file.js";
import { Listing } from "./listing.js";
import { textOf } from "./messages.js";
import { FinishedEntries } from "./finished-entries.js";

const MAX_TEXT_LENGTH = 16384;
/** How many hashes may be sent in HAVE for files that have not ended. */
const MAX_HASHES_IN_HAVE = 2 ** 21;

/** How many bytes all files together may exceed their offered sizes. */
const MAX_GROWTH_BYTES = 64 * 2 ** 20;

/** How many blocks all unfinished files together may have: 4 TiB, whose tables take 64 MB. */
const MAX_BLOCKS = 2 ** 22;

/** How much content may be in flight or not yet written: enough for a fast path with a long round trip. */
const CREDIT_WINDOW_BYTES = 16 * 2 ** 20;
const CREDIT_STEP_BYTES = 4 * 2 ** 20;

export class Receiver {
  /** How many bytes are written and verified, or were present already. */
  progress = 0;
  #wire;
  #greeting;
  #conversation;
  #fileService;
  #events;
  #session;
  #state = "waiting";
  #listing = null;
  #finished = null;
  #files = new Map();
  #have = new Map();
  #hashesSent = 0;
  #decided = 0;
  #incoming = null;

  /** Buffers for blocks, reused because new ones would have to wait for garbage collection. */
  #spare = [];
  #consumed = 0;
  #granted = 0;
  #growth = 0;
  #announced = 0;
  #reserved = 0;
  #isFinishing = false;
  #callbacks;

  /**
   * @param session {listing, target, stored}: what an earlier connection has left; see newSession
   * @param events {ask(listing), accepted(listing), resumed(), failed({entry, code}),
   *     skipped({entry, reason})}; `ask` returns the target for the fileService's "open", or null if the
   *     person declines; `resumed` is called for content that is present and is not sent again
   */
  constructor({ wire, greeting, session, fileService, events }) {
    this.#wire = wire;
    this.#greeting = greeting;
    this.#session = session;
    this.#fileService = fileService;
    this.#events = events;
    this.#conversation = new Conversation(wire, greeting);
    this.#callbacks = this.#fileCallbacks();
  }

  static newSession() {
    return { listing: null, target: null, stored: new Map() };
  }

  /** How many bytes of content were received on this connection. */
  get carried() {
    return this.#consumed;
  }

  /** Returns {outcome: "verified" | "declined" | "text", ...}. */
  run() {
    return this.#conversation.run({
      onBegun: () => {},
      onText: (message) => this.#handle(message),
      onBytes: (bytes) => this.#handleBytes(bytes),
    });
  }

  stop(code) {
    this.#conversation.stop(code);
  }

  #handle(message) {
    if (message.type === "offer") return this.#offered(message);
    const expected = { listing: ["entries", "offered"], receiving: ["failed", "finish"] };
    if (!expected[this.#state]?.includes(message.type)) throw breach(`unexpected ${message.type}`);
    if (message.type === "entries") return this.#listing.add(message);
    if (message.type === "offered") return this.#listed();
    if (message.type === "failed") return this.#senderFailed(Conversation.failure(message));
    return this.#finish();
  }

  #offered(message) {
    if (this.#state !== "waiting") throw breach("a second offer");
    if (message.text !== undefined) return this.#takeText(textOf(message, "text", MAX_TEXT_LENGTH));
    this.#listing = new Listing(message);
    this.#state = "listing";
    return undefined;
  }

  async #takeText(text) {
    this.#state = "over";
    await this.#conversation.lastMessage({ type: "verified", files: 0, bytes: 0, failed: 0 });
    this.#conversation.end({ outcome: "text", text });
  }

  #listed() {
    this.#listing.complete();
    this.#state = "deciding";
    this.#conversation.guard(this.#decide());
  }

  /** Runs concurrently with the handling of messages, because people take their time to decide. */
  async #decide() {
    await this.#greeting.words;
    const isKnown = this.#session.listing?.equals(this.#listing) ?? false;
    const target = isKnown ? this.#session.target : await this.#events.ask(this.#listing);
    if (target === null) {
      await this.#conversation.lastMessage({ type: "refuse" });
      this.#conversation.end({ outcome: "declined" });
      return;
    }
    if (!isKnown) Object.assign(this.#session, { listing: this.#listing, target, stored: new Map() });
    await this.#fileService.call("open", target);
    this.#accept();
    await this.#requestContent();
  }

  #accept() {
    const { entries } = this.#listing;
    this.#finished = new FinishedEntries(entries.length, (through) =>
      this.#wire.send({ type: "stored", through }));
    this.#state = "receiving";
    this.#events.accepted(this.#listing);
    this.#grant();
    this.#wire.send({ type: "accept" });
  }

  /** Decides about all entries: consecutive ones with the same decision and without HAVE share one message. */
  async #requestContent() {
    const { entries } = this.#listing;
    let range = null;
    const flush = () => {
      if (range !== null) this.#sendDecision(range);
      range = null;
    };
    for (let number = 0; number < entries.length; number++) {
      const isLink = entries[number].kind === "l";
      const isRequested = !isLink && !this.#session.stored.has(number);
      const have = isRequested ? await this.#prepare(number) : null;
      const type = isRequested ? "send" : "skip";
      const reason = isLink ? "link" : undefined;
      if (have !== null || range?.type !== type || range.reason !== reason) flush();
      if (have !== null) await this.#sendHave(number, have);
      range ??= { type, first: number, reason };
      range.last = number;
      if (have !== null) flush();
    }
    flush();
    this.#endIfFinished();
  }

  #sendDecision({ type, first, last, reason }) {
    this.#decided = last + 1;
    this.#wire.send({ type, first, last, reason });
    for (let number = first; number <= last; number++) {
      if (reason !== undefined) this.#events.skipped({ entry: number, reason });
      const stored = this.#session.stored.get(number);
      if (stored !== undefined) {
        this.progress += stored.size;
        this.#events.resumed();
      }
      if (type === "skip" || this.#listing.entries[number].kind !== "f") this.#finished.add(number);
    }
  }

  /** Creates a directory, or returns the hashes of the blocks that are present of a file, null if there are none. */
  async #prepare(number) {
    const { kind, path, size } = this.#listing.entries[number];
    if (kind === "d") {
      await this.#fileService.call("directory", { path });
      return null;
    }
    const hashes = await this.#fileService.call("basis", { number, path, size });
    const isTooMuch = this.#hashesSent + hashes.length / HASH_LENGTH > MAX_HASHES_IN_HAVE;
    return hashes.length === 0 || isTooMuch ? null : hashes;
  }

  async #sendHave(number, hashes) {
    this.#hashesSent += hashes.length / HASH_LENGTH;
    this.#have.set(number, hashes);
    for (const frame of haveFrames(number, hashes)) {
      await this.#wire.writable();
      this.#wire.sendBytes(frame);
    }
  }

  #handleBytes(bytes) {
    if (this.#state !== "receiving") throw breach("unexpected content");
    if (this.#incoming !== null) {
      this.#addContent(bytes);
      return;
    }
    const frame = readFrame(bytes);
    const file = this.#fileOf(frame);
    if (frame.kind === "BLOCK") {
      this.#announced += frame.length;
      if (this.#announced > this.#granted) throw breach("more content than there is credit for");
      const buffer = this.#spare.pop() ?? new Uint8Array(BLOCK_SIZE);
      this.#incoming = { frame, file, buffer, filled: 0 };
      if (frame.content.length > 0) this.#addContent(frame.content);
    } else if (frame.kind === "SAME") this.#same(file, frame);
    else if (frame.kind === "HOLE") file?.hole(frame);
    else if (frame.kind === "END") file?.end(frame);
    else throw breach(`${frame.kind} from the sender`);
  }

  #addContent(bytes) {
    const { frame, file, buffer, filled } = this.#incoming;
    if (filled + bytes.length > frame.length) throw breach("more content than announced");
    buffer.set(bytes, filled);
    this.#incoming.filled += bytes.length;
    if (this.#incoming.filled < frame.length) return;
    this.#incoming = null;
    if (file !== null) {
      file.block(frame, buffer);
      return;
    }
    this.#spare.push(buffer);
    this.#callbacks.consumed(frame.length);
  }

  /** Returns the file, or null if it is finished and further frames are discarded. */
  #fileOf({ entry: number }) {
    const entry = this.#listing.entries[number];
    if (entry?.kind !== "f" || number >= this.#decided) {
      throw breach("content that was not requested");
    }
    if (this.#finished.has(number)) return null;
    if (!this.#files.has(number)) {
      const have = this.#have.get(number) ?? new Uint8Array();
      this.#files.set(number, new IncomingFile(number, entry, have, this.#callbacks));
    }
    return this.#files.get(number);
  }

  #same(file, frame) {
    this.#events.resumed();
    file?.same(frame);
  }

  #senderFailed({ entry, code }) {
    const file = this.#fileOf({ entry });
    if (file === null) return;
    file.failed(code);
    this.#events.failed({ entry, code });
  }

  #finish() {
    if (this.#decided < this.#listing.entries.length) throw breach("unexpected finish");
    this.#isFinishing = true;
    this.#endIfFinished();
  }

  #endIfFinished() {
    if (!this.#isFinishing || !this.#finished.isComplete || this.#state !== "receiving") return;
    this.#state = "over";
    this.#finished.reportLast();
    this.#conversation.guard(this.#verified());
  }

  async #verified() {
    const sizes = [...this.#session.stored.values()].map(({ size }) => size);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const failed = this.#listing.files + this.#listing.links - sizes.length;
    const message = { type: "verified", files: sizes.length, bytes, failed };
    await this.#conversation.lastMessage(message);
    this.#conversation.end({ outcome: "verified", files: sizes.length, bytes, failed });
  }

  #grant() {
    this.#granted = this.#consumed + CREDIT_WINDOW_BYTES;
    this.#wire.send({ type: "credit", bytes: this.#granted });
  }

  /** Returns the callbacks for incoming files. */
  #fileCallbacks() {
    return {
      fileService: this.#fileService,
      again: (entry, block) => this.#wire.send({ type: "again", entry, block }),
      reportFailed: (entry, code) => {
        this.#wire.send({ type: "failed", entry, code });
        this.#events.failed({ entry, code });
      },
      recycled: (buffer) => this.#spare.push(buffer),
      covered: (bytes) => (this.progress += bytes),
      consumed: (bytes) => {
        this.#consumed += bytes;
        if (this.#consumed + CREDIT_WINDOW_BYTES >= this.#granted + CREDIT_STEP_BYTES) this.#grant();
      },
      grown: (bytes, file) => {
        this.#growth += bytes;
        if (this.#growth > MAX_GROWTH_BYTES) file.fail("file-changed");
      },
      reserved: (blocks, file) => {
        this.#reserved += blocks;
        if (blocks > 0 && this.#reserved > MAX_BLOCKS) file.fail("disk-full");
      },
      finished: (number, outcome) => this.#fileFinished(number, outcome),
      guard: (promise) => this.#conversation.guard(promise),
    };
  }

  #fileFinished(number, { code, size, name }) {
    this.#files.delete(number);
    this.#hashesSent -= (this.#have.get(number)?.length ?? 0) / HASH_LENGTH;
    this.#have.delete(number);
    if (code === null) this.#session.stored.set(number, { size, name });
    this.#finished.add(number);
    this.#endIfFinished();
  }
}
