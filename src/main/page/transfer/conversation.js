// The message loop that sender and receiver share. Messages are handled in order; a failure of any guarded
// promise ends the conversation.

import { deferred } from "../async.js";
import { ConnectionLost } from "../peer/wire.js";
import { TransferFault, breach, ofThisDevice } from "./faults.js";
import { integerOf, optionalTextOf, parseMessage, textOf } from "./messages.js";

const MAX_CODE_LENGTH = 64;
const MAX_DETAIL_LENGTH = 300;

/** How long the other side may take to close the channel after the last message. */
const CLOSE_TIMEOUT_MS = 5000;

/** An attacker in the middle learns the words first, and may disconnect because those of the two sides differ. */
const ENDED_BEFORE_WORDS =
  "The connection ended before the words could be compared. If this happens again, someone may be intercepting it.";

export class Conversation {
  #wire;
  #greeting;
  #outcome = deferred();
  #isClosing = false;

  constructor(wire, greeting) {
    this.#wire = wire;
    this.#greeting = greeting;
  }

  /**
   * Exchanges hello, then handles messages until the conversation ends.
   *
   * @param onBegun called after this side's hello
   * @param onText receives each text message after the greeting
   * @param onBytes receives each binary message
   * @returns what was passed to `end`; throws TransferFault or ConnectionLost
   */
  async run({ onBegun, onText, onBytes }) {
    this.guard(this.#converse(onBegun, onText, onBytes));
    try {
      return await this.#outcome.promise;
    } catch (e) {
      throw await this.#ended(e);
    }
  }

  /** Ends the conversation with a result. */
  end(result) {
    this.#outcome.resolve(result);
  }

  /** Ends the conversation with the reason if `promise` rejects. */
  guard(promise) {
    promise.catch((e) => {
      // After the last message the channel is expected to close.
      if (!this.#isClosing || !(e instanceof ConnectionLost)) this.#outcome.reject(e);
    });
  }

  /** Stops the transfer on behalf of the person here. */
  stop(code = "interrupted") {
    this.#outcome.reject(new TransferFault(code));
  }

  /** Sends the last message of this side, and waits until the other side has closed the channel. */
  async lastMessage(message) {
    this.#wire.send(message);
    this.#isClosing = true;
    await this.#wire.closedWithin(CLOSE_TIMEOUT_MS);
  }

  /** Reads the fields of a `failed` message. */
  static failure(message) {
    return {
      entry: integerOf(message, "entry"),
      code: textOf(message, "code", MAX_CODE_LENGTH),
      detail: optionalTextOf(message, "detail", MAX_DETAIL_LENGTH),
    };
  }

  async #converse(onBegun, onText, onBytes) {
    await this.#greeting.begin();
    if (!this.#greeting.isHelloSent) await this.#handle(await this.#wire.take(), onText, onBytes);
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
      const detail = optionalTextOf(message, "detail", MAX_DETAIL_LENGTH);
      throw new TransferFault(textOf(message, "code", MAX_CODE_LENGTH), { byPeer: true, detail });
    }
    if (!(await this.#greeting.handle(message))) await onText(message);
  }

  async #readBytes(bytes, onBytes) {
    if (!this.#greeting.isOver || bytes.length < 1 || bytes.length > 65536) {
      throw breach("an unexpected binary message");
    }
    await onBytes(bytes);
  }

  /** Reports the fault to the other side, unless that is gone or reported it itself; returns the fault for the person. */
  async #ended(fault) {
    const isBeforeWords = this.#greeting.isHalfway && (fault instanceof ConnectionLost || fault.byPeer);
    if (fault instanceof ConnectionLost) return isBeforeWords ? new ConnectionLost(ENDED_BEFORE_WORDS) : fault;
    const known = fault instanceof TransferFault ? fault : ofThisDevice(fault);
    if (known.byPeer) {
      this.#wire.close();
      return isBeforeWords ? new TransferFault(known.code, { byPeer: true, sentence: ENDED_BEFORE_WORDS }) : known;
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
