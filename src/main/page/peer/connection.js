// A WebRTC connection set up from two blobs. The browser's own SDP is never altered.

import { deferred, delay } from "../async.js";
import { encodeBlob, identifierOf, ownForOrder, ownForWords } from "../signal/blob.js";
import { candidateValue, descriptionOf, sdpOf } from "../signal/sdp.js";
import { diagnosisOf, isHeardIn, isUdpBlocked, natOf } from "./diagnosis.js";
import { Wire } from "./wire.js";

const LABEL = "p2pcopy";
const PROTOCOL = "p2pcopy/2";
const MIN_MESSAGE_SIZE = 65536;

/** STUN servers that do not answer must not delay the invite any longer. */
const GATHERING_TIMEOUT_MS = 4000;

/** How often an answering browser checks all candidates again: Firefox alone stops after ten seconds. */
const RECHECK_INTERVAL_MS = 4000;

/** How long connecting may take once both sides have the other's blob; browsers report "failed" after 15 seconds or never. */
const CONNECT_TIMEOUT_MS = 30_000;

/** Foundations repeat after this many: each lowers the local preference, which has 16 bits. */
const MAX_FOUNDATIONS = 60000;

/** The connection could not be established; the message is for the person. */
export class ConnectFault extends Error {}

const NO_ADDRESS = "This browser finds no network address of this device. Connect the device to a network with a router, then try again.";
const NO_ADDRESSES = "Neither this browser nor your friend's finds a network address of its device. Connect one of them to a network with a router, then try again.";

export class Connection {
  #connection;
  #isOfferer = false;
  #isWaitingForFriend = false;
  #mayBeOldReply = false;
  #friend = null;
  #servers = 0;
  #timedOutServers = new Set();
  #channel = null;
  #own = null;
  #descriptions = {};
  #blobs = {};
  #opened = deferred();
  #onState;
  #recheckTimer = null;
  #connectTimer = null;

  /**
   * @param stunServers such as ["stun:stun.example.org:3478"], may be empty
   * @param onState called with each new connectionState, such as "connected" or "disconnected"
   */
  constructor(stunServers, onState) {
    const iceServers = stunServers.length > 0 ? [{ urls: stunServers }] : [];
    this.#connection = new RTCPeerConnection({ iceServers });
    this.#servers = stunServers.length;
    this.#connection.onicecandidateerror = ({ url, errorText }) => {
      if (!/lookup/i.test(errorText)) this.#timedOutServers.add(url);
    };
    this.#onState = onState;
    this.#connection.onconnectionstatechange = () => this.#stateChanged();
  }

  /** Resolves to the Wire of the open channel, or rejects with a ConnectFault. */
  get opened() {
    return this.#opened.promise;
  }

  /** What the verification words are computed from: the same on both sides. */
  get ends() {
    const fingerprintOf = (type) => this.#descriptions[type].fingerprint;
    const friend = this.#blobs[this.#isOfferer ? "answer" : "offer"];
    const own = ownForWords(friend, this.#own);
    return {
      isOfferer: this.#isOfferer,
      fingerprints: { offerer: fingerprintOf("offer"), answerer: fingerprintOf("answer") },
      blobs: this.#isOfferer ? { offerer: own, answerer: friend } : { offerer: friend, answerer: own },
    };
  }

  /** Whether this browser has no address to offer: then the friend's side needs one. */
  get isHidden() {
    return this.#own.candidates.length === 0;
  }

  /** Returns the offer's blob, this side's invite. */
  async offer() {
    this.#isOfferer = true;
    this.#channel = this.#connection.createDataChannel(LABEL, { protocol: PROTOCOL });
    this.#use(this.#channel);
    return this.#describe();
  }

  /** Takes the friend's offer, {blob, description}, and returns the answer's blob, the reply. */
  async answer(offer) {
    this.#awaitChannel();
    await this.#setRemote(offer, "offer");
    const blob = await this.#describe({ answeredOffer: identifierOf(offer.description) });
    this.#checkReachable(offer);
    this.#keepChecking(offer.description);
    return blob;
  }

  /** Takes the friend's answer, {blob, description}. */
  async accept(answer) {
    this.#checkReachable(answer);
    this.#mayBeOldReply = answer.description.answeredOffer === undefined;
    await this.#setRemote(answer, "answer");
    this.#connectTimer = setTimeout(() => this.#diagnose(), CONNECT_TIMEOUT_MS);
  }

  /**
   * Takes the offer of a friend when both sides have made one. No answer is sent: the browser gets the
   * friend's offer as the answer to its own. The blob that sorts first remains the offer, and its side
   * is the DTLS client, as between two programs.
   */
  async cross({ blob, description }) {
    this.#checkReachable({ description });
    const own = this.#blobs.offer;
    this.#isOfferer = ownForOrder(this.#own) < description.forOrder;
    const setup = this.#isOfferer ? "passive" : "active";
    if (!this.#isOfferer) {
      this.#remember("answer", own, this.#descriptions.offer);
      this.#channel.onopen = null;
      this.#channel.close();
      this.#awaitChannel();
    }
    const answer = { blob, description: { ...description, type: "answer", setup } };
    await this.#setRemote(answer, this.#isOfferer ? "answer" : "offer");
    this.#keepChecking(description);
  }

  close() {
    clearInterval(this.#recheckTimer);
    clearTimeout(this.#connectTimer);
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  /**
   * Keeps connectivity checks and NAT mappings alive until the friend has pasted the reply, which can
   * take minutes. A browser that answers stops checking after ten seconds (Firefox) or fifteen
   * (Chromium); the NAT of this device then drops the mapping and with it the friend's packets. A
   * candidate that is added again with another foundation is checked again. All candidates are added,
   * because any of them may be the one that works.
   */
  #keepChecking({ candidates }) {
    this.#isWaitingForFriend = true;
    let added = candidates.length;
    this.#recheckTimer = setInterval(() => {
      for (const candidate of candidates) {
        const value = candidateValue(candidate, added++ % MAX_FOUNDATIONS);
        this.#connection.addIceCandidate({ candidate: `candidate:${value}`, sdpMid: "0" }).catch(() => {});
      }
    }, RECHECK_INTERVAL_MS);
  }

  /** @param more fields to add to the browser's description */
  async #describe(more = {}) {
    await this.#connection.setLocalDescription();
    await Promise.race([this.#gathered(), delay(GATHERING_TIMEOUT_MS)]);
    const nat = natOf(this.#connection.localDescription.sdp);
    const description = { ...descriptionOf(this.#connection.localDescription), ...more, ...(nat && { nat }) };
    this.#own = description;
    if (this.isHidden && !this.#canReachOthers()) throw new ConnectFault(NO_ADDRESS);
    const blob = encodeBlob(description);
    this.#remember(description.type, blob, description);
    return blob;
  }

  /**
   * Whether a browser without candidates, for instance without a default route, can still connect.
   * Chromium can reach a friend who has candidates; Firefox has failed by now, and without a network
   * both have.
   */
  #canReachOthers() {
    return navigator.onLine && this.#connection.iceConnectionState !== "failed";
  }

  #checkReachable({ description }) {
    if (this.isHidden && description.candidates.length === 0) throw new ConnectFault(NO_ADDRESSES);
  }

  /**
   * Reports why no connection came about. A handshake may not complete though a path exists: Chromium as the answerer replies to
   * the checks of any offerer; as the offerer it keeps the first handshake packet of the first
   * answerer, and can't complete the handshake with a second answer to the same offer.
   */
  async #diagnose() {
    const isReached = ["connected", "completed"].includes(this.#connection.iceConnectionState);
    const { sdp } = this.#connection.localDescription;
    const stats = await this.#connection.getStats();
    this.#fail(diagnosisOf({
      isHeard: isHeardIn(stats),
      isReached,
      own: {
        isStrict: natOf(sdp) !== undefined,
        isBlocked: isUdpBlocked(sdp, { servers: this.#servers, timedOut: this.#timedOutServers.size }),
      },
      friend: this.#friend.nat ?? {},
      mayBeOldReply: this.#mayBeOldReply,
    }));
  }

  #fail(message) {
    clearTimeout(this.#connectTimer);
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

  /** @param role what the blob counts as: `offer` or `answer` */
  async #setRemote({ blob, description }, role) {
    // RFC 8841, section 6: 0 means any size.
    if (description.maxMessageSize !== 0 && description.maxMessageSize < MIN_MESSAGE_SIZE) {
      throw new ConnectFault("The other side accepts only small messages, so it is not p2pcopy.");
    }
    this.#remember(role, blob, description);
    this.#friend = description;
    await this.#connection.setRemoteDescription(sdpOf(description));
  }

  #remember(role, blob, description) {
    this.#blobs[role] = description.version1 ?? blob;
    this.#descriptions[role] = description;
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
      clearTimeout(this.#connectTimer);
      this.#opened.resolve(wire);
    };
    if (channel.readyState === "open") channel.onopen();
  }

  #stateChanged() {
    const state = this.#connection.connectionState;
    if (state === "connected") clearInterval(this.#recheckTimer);
    // While the answerer waits for the friend, Chromium reports "failed" and still connects later.
    if (state === "failed" && !this.#isWaitingForFriend) this.#diagnose();
    this.#onState(state);
  }
}

function wrongProtocol(protocol) {
  const theirs = /^p2pcopy\/\d{1,3}$/.test(protocol) ? protocol : "something else";
  return `The other side uses ${theirs}, this page uses ${PROTOCOL}. Use the newest p2pcopy on both sides.`;
}
