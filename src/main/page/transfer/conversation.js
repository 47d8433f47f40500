// What sending and receiving have in common: messages are handled one after the other, and whatever
// fails beside that ends the conversation, too.

import { deferred } from "../async.js";
import { ConnectionLost } from "../peer/wire.js";
import { TransferFault, breach, ofThisDevice } from "./faults.js";
import { integerOf, optionalTextOf, parseMessage, textOf } from "./messages.js";

const MAX_CODE = 64;
const MAX_DETAIL = 300;
const GOODBYE = 5000;

/** Whoever is in the middle learns the words first, and may leave because those of the two sides differ. */
const BEFORE_WORDS =
  "The connection ended before the words could be compared. If that happens again, somebody may be in between.";

export class Conversation {
  #wire;
  #greeting;
  #outcome = deferred();
  #isLeaving = false;

  constructor(wire, greeting) {
    this.#wire = wire;
    this.#greeting = greeting;
  }

  /**
   * Says hello, then handles what comes until the outcome is there.
   *
   * @param onBegun says what this side has to say after its hello
   * @param onText takes a message of the protocol that is not of the greeting
   * @param onBytes takes a binary message
   * @returns what was given to `end`; throws TransferFault or ConnectionLost
   */
  async run({ onBegun, onText, onBytes }) {
    this.guard(this.#converse(onBegun, onText, onBytes));
    try {
      return await this.#outcome.promise;
    } catch (e) {
      throw await this.#ended(e);
    }
  }

  /** The transfer ends well, or as a person wants it. */
  end(result) {
    this.#outcome.resolve(result);
  }

  /** Ends the conversation if `promise` fails. */
  guard(promise) {
    promise.catch((e) => {
      // After the last message the channel closes, as it should.
      if (!this.#isLeaving || !(e instanceof ConnectionLost)) this.#outcome.reject(e);
    });
  }

  /** The person here stops it. */
  stop(code = "interrupted") {
    this.#outcome.reject(new TransferFault(code));
  }

  /** This side has sent the last message: it has to arrive before the channel is closed. */
  async lastMessage(message) {
    this.#wire.send(message);
    this.#isLeaving = true;
    await this.#wire.closedWithin(GOODBYE);
  }

  /** Reads a `failed` message. */
  static failure(message) {
    return {
      entry: integerOf(message, "entry"),
      code: textOf(message, "code", MAX_CODE),
      detail: optionalTextOf(message, "detail", MAX_DETAIL),
    };
  }

  async #converse(onBegun, onText, onBytes) {
    await this.#greeting.begin();
    if (!this.#greeting.isSaid) await this.#handle(await this.#wire.take(), onText, onBytes);
    await onBegun();
    await this.#read(onText, onBytes);
  }

  async #read(onText, onBytes) {
    let isOver = false;
    this.#outcome.promise.then(() => (isOver = true), () => (isOver = true));
    while (!isOver) {
      const message = await this.#wire.take();
      if (isOver) return;
      await this.#handle(message, onText, onBytes);
    }
  }

  async #handle(message, onText, onBytes) {
    if (typeof message === "string") await this.#readText(message, onText);
    else await this.#readBytes(message, onBytes);
  }

  async #readText(text, onText) {
    const message = parseMessage(text);
    if (message.type === "error") {
      const detail = optionalTextOf(message, "detail", MAX_DETAIL);
      throw new TransferFault(textOf(message, "code", MAX_CODE), { byPeer: true, detail });
    }
    if (!(await this.#greeting.handle(message))) await onText(message);
  }

  async #readBytes(bytes, onBytes) {
    if (!this.#greeting.isOver || bytes.length < 1 || bytes.length > 65536) {
      throw breach("a binary message that is not due");
    }
    await onBytes(bytes);
  }

  /** Tells the other side why it ends, unless that is gone or has said it itself. */
  async #ended(fault) {
    const isSuspicious = this.#greeting.isHalfway && (fault instanceof ConnectionLost || fault.byPeer);
    if (fault instanceof ConnectionLost) return isSuspicious ? new ConnectionLost(BEFORE_WORDS) : fault;
    const known = fault instanceof TransferFault ? fault : ofThisDevice(fault);
    if (known.byPeer) {
      this.#wire.close();
      return isSuspicious ? new TransferFault(known.code, { byPeer: true, sentence: BEFORE_WORDS }) : known;
    }
    const detail = known.code === "protocol" ? { detail: known.detail } : {};
    try {
      await this.lastMessage({ type: "error", code: known.code, ...detail });
    } catch {
      // The other side is gone; the fault stays the reason.
    }
    return known;
  }
}
