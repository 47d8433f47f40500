// Wraps a data channel: queues received messages, and bounds the queue of sent ones.

import { ChangeNotifier } from "../async.js";

/** Browsers buffer up to 16 MiB; this much keeps the channel busy between two turns of the event loop. */
const HIGH_WATER_BYTES = 4 * 2 ** 20;
const LOW_WATER_BYTES = 2 ** 20;

/** The channel closed before a final message: the transfer can be resumed. */
export class ConnectionLost extends Error {
  constructor(message = "The connection to your friend was lost.") {
    super(message);
  }
}

export class Wire {
  #channel;
  #inbox = [];
  #change = new ChangeNotifier();
  #isOpen = true;

  /** Takes a channel that may not be open yet, so that no early message is missed. */
  constructor(channel) {
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    channel.onmessage = ({ data }) => this.#put(data);
    channel.onclose = () => this.#end();
    channel.onerror = () => this.#end();
    channel.onbufferedamountlow = () => this.#change.notify();
    if (["closing", "closed"].includes(channel.readyState)) this.#end();
  }

  /** Sends an object as JSON text, without regard to the length of the queue. */
  send(message) {
    this.sendBytes(JSON.stringify(message));
  }

  sendBytes(bytes) {
    if (!this.#isOpen) throw new ConnectionLost();
    try {
      this.#channel.send(bytes);
    } catch {
      this.#end();
      throw new ConnectionLost();
    }
  }

  /** Resolves once the channel's queue has room. */
  async writable() {
    if (this.#isOpen && this.bufferedAmount < HIGH_WATER_BYTES) return;
    await this.#change.until(() => !this.#isOpen || this.bufferedAmount <= LOW_WATER_BYTES);
  }

  get bufferedAmount() {
    return this.#channel.bufferedAmount;
  }

  /** Resolves to the next message, a string or bytes. Messages received before the end are still returned. */
  async take() {
    await this.#change.until(() => this.#inbox.length > 0 || !this.#isOpen);
    if (this.#inbox.length === 0) throw new ConnectionLost();
    return this.#inbox.shift();
  }

  /** Discards further messages, and resolves once the channel is closed, which happens here after the timeout. */
  async closedWithin(milliseconds) {
    this.#channel.onmessage = null;
    const timer = setTimeout(() => this.close(), milliseconds);
    await this.#change.until(() => !this.#isOpen);
    clearTimeout(timer);
  }

  close() {
    this.#channel.close();
    this.#end();
  }

  /** Ends the wire when the connection is lost before the channel reports it. */
  cut() {
    this.#end();
  }

  #put(data) {
    this.#inbox.push(typeof data === "string" ? data : new Uint8Array(data));
    this.#change.notify();
  }

  #end() {
    this.#isOpen = false;
    this.#change.notify();
  }
}
