// The hello and reveal messages: exchanges roles and nonces, and computes the words that the two people compare.

import { bytesOfHex, concatenated, hexOf, sha256, utf8 } from "../bytes.js";
import { deferred } from "../async.js";
import { TransferFault, breach } from "./faults.js";
import { hexDigitsOf, textOf } from "./messages.js";

const NONCE_LENGTH = 32;
const WORD_COUNT = 4;
const MAX_AGENT_LENGTH = 64;
const ROLES = ["sender", "receiver"];

export class Greeting {
  #wire;
  #role;
  #ends;
  #wordList;
  #nonce = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  #commit = "";
  #peerText = "";
  #peerCommit = null;
  #isHelloSent = false;
  #isRevealed = false;
  #hasWords = false;
  #words = deferred();

  /**
   * @param role `sender` or `receiver`
   * @param ends {isOfferer, fingerprints: {offerer, answerer}, blobs: {offerer, answerer}}
   * @param wordList the 7776 words
   */
  constructor(wire, role, ends, wordList) {
    this.#wire = wire;
    this.#role = role;
    this.#ends = ends;
    this.#wordList = wordList;
  }

  /** Resolves to the words once both sides have revealed their nonces. */
  get words() {
    return this.#words.promise;
  }

  get isOver() {
    return this.#isRevealed;
  }

  /** Whether the other side may know the words while the person here has not seen them. */
  get isHalfway() {
    return this.#peerCommit !== null && !this.#hasWords;
  }

  /** Whether this side has sent its hello. */
  get isHelloSent() {
    return this.#isHelloSent;
  }

  /**
   * Starts the greeting. The offerer, which opened the channel, sends hello at once. The answerer waits
   * for it: Chromium sometimes loses messages that the answerer sends earlier.
   */
  async begin() {
    this.#commit = await commitment(this.#side(true), this.#nonce);
    // A program may have printed several blobs: before and after it knew its public address.
    this.#peerText = await textTag(this.#ends.blobs[this.#side(false)]);
    if (this.#ends.isOfferer) this.#sendHello();
  }

  /** Handles a message of the greeting; returns false for others, which must not come before hello. */
  async handle(message) {
    if (message.type === "hello") {
      this.#hello(message);
      return true;
    }
    if (this.#peerCommit === null) throw breach(`${message.type} before hello`);
    if (message.type !== "reveal") return false;
    await this.#reveal(message);
    return true;
  }

  #sendHello() {
    this.#isHelloSent = true;
    this.#wire.send({
      type: "hello",
      role: this.#role,
      commit: this.#commit,
      agent: "p2pcopy page",
      peerText: this.#peerText,
    });
  }

  #hello(message) {
    if (!this.#isHelloSent) this.#sendHello();
    if (this.#peerCommit !== null) throw breach("a second hello");
    const commit = hexDigitsOf(message, "commit", 2 * NONCE_LENGTH);
    textOf(message, "agent", MAX_AGENT_LENGTH);
    if (!ROLES.includes(message.role)) throw breach("hello has no usable role");
    if (message.role === this.#role) throw new TransferFault("same-role");
    if (commit === this.#commit) throw breach("hello repeats this side's commitment");
    this.#peerCommit = commit;
    this.#wire.send({ type: "reveal", nonce: hexOf(this.#nonce) });
  }

  async #reveal(message) {
    if (this.#isRevealed) throw breach("a second reveal");
    this.#isRevealed = true;
    const nonce = bytesOfHex(hexDigitsOf(message, "nonce", 2 * NONCE_LENGTH));
    if ((await commitment(this.#side(false), nonce)) !== this.#peerCommit) {
      throw breach("the nonce does not match the commitment");
    }
    const words = await this.#wordsWith(nonce);
    this.#hasWords = true;
    this.#words.resolve(words);
  }

  async #wordsWith(peerNonce) {
    const { isOfferer, fingerprints, blobs } = this.#ends;
    const nonces = isOfferer ? [this.#nonce, peerNonce] : [peerNonce, this.#nonce];
    const digest = await sha256(
      concatenated(
        utf8("p2pcopy words"),
        fingerprints.offerer,
        fingerprints.answerer,
        await sha256(utf8(blobs.offerer)),
        await sha256(utf8(blobs.answerer)),
        ...nonces,
      ),
    );
    const view = new DataView(digest.buffer);
    return Array.from({ length: WORD_COUNT }, (_, i) =>
      this.#wordList[view.getUint32(4 * i) % this.#wordList.length]);
  }

  #side(isOwn) {
    return this.#ends.isOfferer === isOwn ? "offerer" : "answerer";
  }
}

/** Returns eight hexadecimal digits that identify a blob among those of the same side. */
async function textTag(text) {
  return hexOf((await sha256(utf8(text))).subarray(0, 4));
}

async function commitment(side, nonce) {
  return hexOf(await sha256(concatenated(utf8(`p2pcopy commit ${side}`), nonce)));
}
