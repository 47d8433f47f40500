// A data channel as a queue of messages in, and a queue that does not grow too long out.

import { Change } from "../async.js";

/** Of the 16 MiB that browsers take, as much as keeps the channel busy between two turns. */
const HIGH_WATER = 4 * 2 ** 20;
const LOW_WATER = 2 ** 20;

/** The channel ended without one of the last messages: what is there stays, and may be continued. */
export class ConnectionLost extends Error {
  constructor(message = "The connection to your friend was lost.") {
    super(message);
  }
}

export class Wire {
  #channel;
  #inbox = [];
  #change = new Change();
  #isOpen = true;

  /** Takes a channel that may still have to open: nothing of what comes first may be missed. */
  constructor(channel) {
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATER;
    channel.onmessage = ({ data }) => this.#put(data);
    channel.onclose = () => this.#end();
    channel.onerror = () => this.#end();
    channel.onbufferedamountlow = () => this.#change.tell();
    if (["closing", "closed"].includes(channel.readyState)) this.#end();
  }

  /** Sends an object as text, however much is waiting. */
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

  /** Returns once the channel's queue has room. */
  async writable() {
    if (this.#isOpen && this.bufferedAmount < HIGH_WATER) return;
    await this.#change.until(() => !this.#isOpen || this.bufferedAmount <= LOW_WATER);
  }

  get bufferedAmount() {
    return this.#channel.bufferedAmount;
  }

  /** Returns the next message, a string or bytes; what came before the end is still handed out. */
  async take() {
    await this.#change.until(() => this.#inbox.length > 0 || !this.#isOpen);
    if (this.#inbox.length === 0) throw new ConnectionLost();
    return this.#inbox.shift();
  }

  /** Throws away what still comes, and returns once the channel is closed or the time is over. */
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

  /** The connection below is gone, even if the channel has not noticed. */
  cut() {
    this.#end();
  }

  #put(data) {
    this.#inbox.push(typeof data === "string" ? data : new Uint8Array(data));
    this.#change.tell();
  }

  #end() {
    this.#isOpen = false;
    this.#change.tell();
  }
}
