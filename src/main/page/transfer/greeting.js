// hello and reveal: the roles, and the words that two people can compare.

import { bytesOfHex, concatenated, hexOf, sha256, utf8 } from "../bytes.js";
import { deferred } from "../async.js";
import { TransferFault, breach } from "./faults.js";
import { hexDigitsOf, textOf } from "./messages.js";

const NONCE_LENGTH = 32;
const WORD_COUNT = 4;
const MAX_AGENT = 64;
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
  #isSaid = false;
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

  /** Settles with the words once both sides have revealed their nonces. */
  get words() {
    return this.#words.promise;
  }

  get isOver() {
    return this.#isRevealed;
  }

  /** Whether the other side can know the words, and the person here has not seen them. */
  get isHalfway() {
    return this.#peerCommit !== null && !this.#hasWords;
  }

  /** Whether this side has said hello. */
  get isSaid() {
    return this.#isSaid;
  }

  /**
   * The offerer has opened the channel, and says hello at once. The answerer waits for that: what it
   * says before, Chromium sometimes loses on the way.
   */
  async begin() {
    this.#commit = await commitment(this.#side(true), this.#nonce);
    // A program may have handed out several texts: before and after it knew its public address.
    this.#peerText = await textTag(this.#ends.blobs[this.#side(false)]);
    if (this.#ends.isOfferer) this.#sayHello();
  }

  /** Returns whether the message belongs to the greeting, which has to come first. */
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

  #sayHello() {
    this.#isSaid = true;
    this.#wire.send({
      type: "hello",
      role: this.#role,
      commit: this.#commit,
      agent: "p2pcopy page",
      peerText: this.#peerText,
    });
  }

  #hello(message) {
    if (!this.#isSaid) this.#sayHello();
    if (this.#peerCommit !== null) throw breach("a second hello");
    const commit = hexDigitsOf(message, "commit", 2 * NONCE_LENGTH);
    textOf(message, "agent", MAX_AGENT);
    if (!ROLES.includes(message.role)) throw breach("hello has no usable role");
    if (message.role === this.#role) throw new TransferFault("same-role");
    if (commit === this.#commit) throw breach("hello has my own commitment");
    this.#peerCommit = commit;
    this.#wire.send({ type: "reveal", nonce: hexOf(this.#nonce) });
  }

  async #reveal(message) {
    if (this.#isRevealed) throw breach("a second reveal");
    this.#isRevealed = true;
    const nonce = bytesOfHex(hexDigitsOf(message, "nonce", 2 * NONCE_LENGTH));
    if ((await commitment(this.#side(false), nonce)) !== this.#peerCommit) {
      throw breach("the nonce does not fit the commitment");
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

  #side(isMine) {
    return this.#ends.isOfferer === isMine ? "offerer" : "answerer";
  }
}

/** Eight hexadecimal digits that tell a blob's text from others of the same side. */
async function textTag(text) {
  return hexOf((await sha256(utf8(text))).subarray(0, 4));
}

async function commitment(side, nonce) {
  return hexOf(await sha256(concatenated(utf8(`p2pcopy commit ${side}`), nonce)));
}
