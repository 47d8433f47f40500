// The browser's connection, made from two lines of text. Its own SDP is never altered.

import { deferred, delay } from "../async.js";
import { answerForWords, encodeBlob, identifierOf } from "../signal/blob.js";
import { candidateValue, descriptionOf, sdpOf } from "../signal/sdp.js";
import { Wire } from "./wire.js";

const LABEL = "p2pcopy";
const PROTOCOL = "p2pcopy/2";
const MIN_MESSAGE_SIZE = 65536;

/** Servers that do not answer must not keep a person waiting. */
const GATHERING_LIMIT = 4000;

/** How often an answering browser is made to check all candidates again: Firefox gives up after ten seconds. */
const REMINDER = 4000;

/** How long both may look for a path once both have the other's text; browsers say "failed" after 15 seconds, or never. */
const CONNECTING_LIMIT = 30_000;

/** How many foundations are used; a priority has room for 65535. */
const MAX_FOUNDATIONS = 60000;

/** No connection came about; the message is for the person. */
export class ConnectFault extends Error {}

const NO_PATH = "No way to your friend's device was found. A firewall or a strict NAT may be blocking the connection.";
const NO_PATH_OR_OLD_REPLY = "No way to your friend's device was found. The reply may have been to an older invite of yours, or a firewall may be blocking the connection.";
const NO_HANDSHAKE = "Your friend's device was reached, but it did not go on from there. The reply may have been to an older invite of yours, or your invite was answered twice.";
const NO_ADDRESS = "This browser finds no network address of this device. Connect the device to a network with a router, then try again.";
const NO_ADDRESSES = "Neither this browser nor your friend's finds a network address of its device. Connect one of them to a network with a router, then try again.";

export class Connection {
  #connection;
  #isOfferer = false;
  #isPatient = false;
  #noPath = NO_PATH;
  #channel = null;
  #own = null;
  #descriptions = {};
  #blobs = {};
  #opened = deferred();
  #onState;
  #reminder = null;
  #deadline = null;

  /**
   * @param stunServers such as ["stun:stun.example.org:3478"], may be empty
   * @param onState is told "connected", "disconnected" or "failed"
   */
  constructor(stunServers, onState) {
    const iceServers = stunServers.length > 0 ? [{ urls: stunServers }] : [];
    this.#connection = new RTCPeerConnection({ iceServers });
    this.#onState = onState;
    this.#connection.onconnectionstatechange = () => this.#stateChanged();
  }

  /** Settles with the wire of the open channel, or with a ConnectFault. */
  get opened() {
    return this.#opened.promise;
  }

  /** What both sides make the words of. */
  get ends() {
    const fingerprintOf = (type) => this.#descriptions[type].fingerprint;
    return {
      isOfferer: this.#isOfferer,
      fingerprints: { offerer: fingerprintOf("offer"), answerer: fingerprintOf("answer") },
      blobs: {
        offerer: this.#blobs.offer,
        answerer: answerForWords(this.#blobs.offer, this.#blobs.answer, this.#descriptions.answer),
      },
    };
  }

  /** Whether the friend can only be reached if the friend's side has an address to offer. */
  get isHidden() {
    return this.#own.candidates.length === 0;
  }

  /** Returns the line to send to the friend. */
  async offer() {
    this.#isOfferer = true;
    this.#channel = this.#connection.createDataChannel(LABEL, { protocol: PROTOCOL });
    this.#use(this.#channel);
    return this.#describe();
  }

  /** Takes the friend's offer, {blob, description}, and returns the line to send back. */
  async answer(offer) {
    this.#awaitChannel();
    await this.#setRemote(offer, "offer");
    const blob = await this.#describe({ answeredOffer: identifierOf(offer.description) });
    this.#checkReachable(offer);
    this.#stayPatient(offer.description);
    return blob;
  }

  /** Takes the friend's answer. */
  async accept(answer) {
    this.#checkReachable(answer);
    if (answer.description.answeredOffer === undefined) this.#noPath = NO_PATH_OR_OLD_REPLY;
    await this.#setRemote(answer, "answer");
    this.#deadline = setTimeout(() => this.#tooLate(), CONNECTING_LIMIT);
  }

  /**
   * Takes the offer of a friend who has made one, too, and has got this side's or will get it. No
   * line has to be sent back: for the browser the friend's is an answer. The text that sorts first
   * counts as the offer, and its side is the client of DTLS, as with two programs.
   */
  async cross({ blob, description }) {
    this.#checkReachable({ description });
    const own = this.#blobs.offer;
    this.#isOfferer = own < (description.version1 ?? blob);
    const setup = this.#isOfferer ? "passive" : "active";
    if (!this.#isOfferer) {
      this.#remember("answer", own, this.#descriptions.offer);
      this.#channel.onopen = null;
      this.#channel.close();
      this.#awaitChannel();
    }
    const line = { blob, description: { ...description, type: "answer", setup } };
    await this.#setRemote(line, this.#isOfferer ? "answer" : "offer");
    this.#stayPatient(description);
  }

  close() {
    clearInterval(this.#reminder);
    clearTimeout(this.#deadline);
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  /**
   * The friend's device sends nothing until the friend has pasted the reply, and that takes as long as
   * people take. A browser that answers checks all pairs at once and stops within ten seconds (Firefox)
   * or fifteen (Chromium). The address translator in front of this device then forgets the addresses of
   * the friend and drops what comes from them. A candidate that is added again with another foundation
   * is checked again; it has to be each of them, because nobody knows through which one the friend comes.
   */
  #stayPatient({ candidates }) {
    this.#isPatient = true;
    let added = candidates.length;
    this.#reminder = setInterval(() => {
      for (const candidate of candidates) {
        const value = candidateValue(candidate, added++ % MAX_FOUNDATIONS);
        this.#connection.addIceCandidate({ candidate: `candidate:${value}`, sdpMid: "0" }).catch(() => {});
      }
    }, REMINDER);
  }

  /** @param more what the description has beyond that of the browser */
  async #describe(more = {}) {
    await this.#connection.setLocalDescription();
    await Promise.race([this.#gathered(), delay(GATHERING_LIMIT)]);
    const description = { ...descriptionOf(this.#connection.localDescription), ...more };
    this.#own = description;
    if (this.isHidden && !this.#canReachOthers()) throw new ConnectFault(NO_ADDRESS);
    const blob = encodeBlob(description);
    this.#remember(description.type, blob, description);
    return blob;
  }

  /**
   * A browser that has no default route to ask for its address has no candidates. Chromium can still
   * reach a friend who has some; Firefox has failed by now, and without a network both have.
   */
  #canReachOthers() {
    return navigator.onLine && this.#connection.iceConnectionState !== "failed";
  }

  #checkReachable({ description }) {
    if (this.isHidden && description.candidates.length === 0) throw new ConnectFault(NO_ADDRESSES);
  }

  /**
   * The path may be there and the handshake stand still. Chromium as the answerer answers the checks of
   * any offerer; as the offerer it keeps the first packet of the first answerer's handshake, and can't
   * use it with a second answer to the same offer.
   */
  #tooLate() {
    const isReached = ["connected", "completed"].includes(this.#connection.iceConnectionState);
    this.#fail(isReached ? NO_HANDSHAKE : this.#noPath);
  }

  #fail(message) {
    clearTimeout(this.#deadline);
    this.#opened.reject(new ConnectFault(message));
  }

  async #gathered() {
    const done = deferred();
    this.#connection.onicegatheringstatechange = () => {
      if (this.#connection.iceGatheringState === "complete") done.resolve();
    };
    this.#connection.onicegatheringstatechange();
    await done.promise;
  }

  /** @param part what the line counts as: `offer` or `answer` */
  async #setRemote({ blob, description }, part) {
    // RFC 8841, section 6: 0 means any size.
    if (description.maxMessageSize !== 0 && description.maxMessageSize < MIN_MESSAGE_SIZE) {
      throw new ConnectFault("The other side takes only small messages; it can't be a p2pcopy.");
    }
    this.#remember(part, blob, description);
    await this.#connection.setRemoteDescription(sdpOf(description));
  }

  #remember(part, blob, description) {
    this.#blobs[part] = description.version1 ?? blob;
    this.#descriptions[part] = description;
  }

  #awaitChannel() {
    this.#connection.ondatachannel = ({ channel }) => this.#use(channel);
  }

  #use(channel) {
    if (channel.label !== LABEL || channel.protocol !== PROTOCOL) {
      this.#fail(wrongProtocol(channel.protocol));
      return;
    }
    const wire = new Wire(channel);
    channel.onopen = () => {
      clearTimeout(this.#deadline);
      this.#opened.resolve(wire);
    };
    if (channel.readyState === "open") channel.onopen();
  }

  #stateChanged() {
    const state = this.#connection.connectionState;
    if (state === "connected") clearInterval(this.#reminder);
    // Whoever answers has to wait for people; Chromium says "failed" then, and connects all the same.
    if (state === "failed" && !this.#isPatient) {
      this.#fail(this.#noPath);
    }
    this.#onState(state);
  }
}

function wrongProtocol(protocol) {
  const theirs = /^p2pcopy\/\d{1,3}$/.test(protocol) ? protocol : "something else";
  return `The other side speaks ${theirs}, and this page speaks ${PROTOCOL}. You both should use the newest p2pcopy.`;
}
