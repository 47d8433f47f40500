// Leads through the views: choice, invite and reply, question, transfer, result.

import { startFileService } from "../disk/file-service-client.js";
import { ConnectFault, Connection } from "../peer/connection.js";
import { ConnectionLost } from "../peer/wire.js";
import { Greeting } from "../transfer/greeting.js";
import { Receiver } from "../transfer/receiver.js";
import { Sender } from "../transfer/sender.js";
import { unpackWords } from "../transfer/words.js";
import { clearAddress, inviteInAddress } from "./address.js";
import { Choosing } from "./choosing.js";
import { byId, onClick, setText, showView, viewOf } from "./dom.js";
import { Exchange } from "./exchange.js";
import { holdNextInvite, isUnsaved, mayLeave, showDone, showProblem } from "./outcome.js";
import { preparePasting } from "./paste-buttons.js";
import { Question } from "./question.js";
import { download, removeOldFiles } from "./saving.js";
import { prepareSettings, stunServers } from "./settings.js";
import { TransferView } from "./transfer-view.js";

/**
 * How long a connection may stay "disconnected". Browsers report "failed" within half a minute; this is for
 * one that does not.
 */
const RECONNECT_TIMEOUT_MS = 60_000;

export class App {
  #pristine;
  #fileService = startFileService(byId("worker-source").textContent);
  #wordList = unpackWords(byId("word-list").textContent);
  #exchange;
  #question = new Question(this.#fileService);
  #role = null;
  #choosing = null;
  #session = null;
  #invite = null;
  #hasHeldInvite = false;
  #mode = "offer";
  #wasConnected = false;
  #connection = null;
  #wire = null;
  #transfer = null;
  #view = null;
  #lostTimer = null;
  #startedAt = 0;

  /** @param pristine the HTML of the page before anything changed it, for saving */
  constructor(pristine) {
    this.#pristine = pristine;
    this.#exchange = new Exchange({
      connect: () => this.#newConnection(),
      connecting: () => this.#waitForChannel(),
      fault: (fault) => this.#failed(fault),
    });
  }

  start() {
    if (!window.isSecureContext || !("RTCPeerConnection" in window)) {
      showProblem({ title: "This page can't work here", what: unusable(), canContinue: false });
      byId("problem-continue").nextElementSibling.hidden = true;
      return;
    }
    prepareSettings();
    preparePasting();
    this.#prepareButtons();
    this.#choosing = new Choosing({
      onSending: () => this.#chooseFiles(),
      onChosen: () => this.#send(),
    });
    removeOldFiles();
    this.#begin();
    window.addEventListener("hashchange", () => this.#hashChanged());
    window.addEventListener("beforeunload", (event) => {
      if (!this.#isIdle() || isUnsaved()) event.preventDefault();
    });
  }

  #begin() {
    this.#leave();
    this.#invite = inviteInAddress();
    this.#hasHeldInvite = false;
    this.#role = null;
    this.#wasConnected = false;
    if (this.#invite === null) showView("start");
    else if (this.#invite.startsWith("receive=")) this.#receive();
    else showView("invited");
  }

  /** Handles a link that was opened in this tab. */
  #hashChanged() {
    const invite = inviteInAddress();
    if (isUnsaved()) {
      this.#hasHeldInvite = invite !== null;
      if (this.#hasHeldInvite) holdNextInvite();
    } else if (this.#isIdle()) {
      this.#begin();
    } else if (invite !== null && this.#exchange.put(invite)) {
      clearAddress();
    } else {
      this.#hasHeldInvite = invite !== null;
      if (this.#hasHeldInvite) this.#view?.notice("The link that you opened contains a new invite. You can use it when this transfer has ended.");
    }
  }

  #prepareButtons() {
    onClick("start-send", () => this.#chooseFiles());
    onClick("start-receive", () => this.#receive());
    onClick("invited-receive", () => this.#receive());
    onClick("invited-send", () => this.#chooseFiles());
    onClick("save-page", () =>
      download(new Blob([this.#pristine], { type: "text/html" }), "p2pcopy.html"));
    onClick("connecting-stop", () => this.#stopConnecting());
    onClick("problem-continue", () => this.#continue());
    for (const button of document.querySelectorAll(".back")) onClick(button, () => this.#startOver());
    for (const button of document.querySelectorAll(".stop")) onClick(button, () => this.#transfer?.stop());
  }

  /** Keeps what was chosen, for another attempt. */
  #stopConnecting() {
    if (this.#transfer !== null) this.#transfer.stop();
    else this.#failed(new ConnectFault("You stopped connecting."));
  }

  #startOver() {
    if (!mayLeave()) return;
    if (!this.#hasHeldInvite) clearAddress();
    this.#fileService.call("forget", {});
    this.#begin();
  }

  /** Connects again, with the friend's new invite if a link has brought one. */
  #continue() {
    if (this.#hasHeldInvite) {
      this.#invite = inviteInAddress();
      this.#mode = "answer";
      this.#hasHeldInvite = false;
    }
    this.#connect();
  }

  #isIdle() {
    const idleViews = ["start", "invited", "choose", "problem", "done"];
    return idleViews.some((name) => !viewOf(name).hidden);
  }

  #chooseFiles() {
    this.#role = "sender";
    this.#choosing.show();
  }

  #send() {
    this.#mode = this.#invite === null ? "offer" : "answer";
    this.#connect();
  }

  #receive() {
    this.#role = "receiver";
    this.#session = Receiver.newSession();
    this.#mode = "answer";
    this.#connect();
  }

  /** Begins the exchange of invite and reply, at first and after a lost connection. */
  #connect() {
    this.#leave();
    this.#exchange.show({
      role: this.#role,
      mode: this.#mode,
      invite: this.#invite,
      isResuming: this.#wasConnected,
    });
    // A second reply to the same invite rarely connects.
    if (this.#invite !== null) clearAddress();
    this.#invite = null;
  }

  #newConnection() {
    this.#connection?.close();
    this.#connection = new Connection(stunServers(), (state) => this.#stateChanged(state));
    return this.#connection;
  }

  async #waitForChannel() {
    const connection = this.#connection;
    this.#mode = this.#exchange.mode;
    try {
      const wire = await connection.opened;
      if (connection === this.#connection) await this.#runTransfer(wire);
    } catch (e) {
      if (connection === this.#connection) this.#failed(e);
    }
  }

  async #runTransfer(wire) {
    this.#wasConnected = true;
    this.#wire = wire;
    const greeting = new Greeting(this.#wire, this.#role, this.#connection.ends, this.#wordList);
    this.#showWords(greeting);
    this.#transfer = this.#role === "sender" ? this.#sender(greeting) : this.#receiver(greeting);
    const result = await this.#transfer.run();
    this.#view?.end();
    const seconds = (performance.now() - this.#startedAt) / 1000;
    showDone({
      ...result,
      role: this.#role,
      seconds,
      carried: this.#transfer.carried,
      session: this.#session,
      failures: this.#question.failures,
      fileService: this.#fileService,
      hasHeldInvite: this.#hasHeldInvite,
    });
    this.#closeConnection();
  }

  #sender(greeting) {
    showView("asking");
    const { source, what } = this.#choosing;
    const sender = new Sender({
      wire: this.#wire,
      greeting,
      source,
      fileService: this.#fileService,
      events: {
        accepted: () => this.#showTransfer("Sending", what, source.bytes),
        failed: ({ entry, code }) => this.#question.noteFailure(source.entries[entry], code),
        skipped: ({ entry, reason }) => this.#question.noteFailure(source.entries[entry], reason),
      },
    });
    this.#question.forgetFailures();
    return sender;
  }

  #receiver(greeting) {
    showView("connecting");
    setText(byId("connecting-status"), "Connected. Waiting for the list of files.");
    this.#question.forgetFailures();
    const receiver = new Receiver({
      wire: this.#wire,
      greeting,
      session: this.#session,
      fileService: this.#fileService,
      events: {
        ask: (listing) => this.#question.ask(listing, () => receiver.stop("not-verified")),
        accepted: (listing) =>
          this.#showTransfer("Receiving", this.#question.whatOf(listing), listing.bytes),
        resumed: () => this.#view.notice("Part of this is already here. Only the rest is sent."),
        failed: ({ entry, code }) =>
          this.#question.noteFailure(this.#session.listing.entries[entry], code),
        skipped: ({ entry, reason }) =>
          this.#question.noteFailure(this.#session.listing.entries[entry], reason),
      },
    });
    return receiver;
  }

  #showTransfer(title, what, total) {
    this.#startedAt = performance.now();
    this.#view = new TransferView(title, what, total, this.#transfer);
    navigator.wakeLock?.request("screen").catch(() => {});
  }

  async #showWords(greeting) {
    const boxes = document.querySelectorAll(".words");
    for (const box of boxes) box.replaceChildren();
    const words = await greeting.words;
    const lines = [
      ["", "Words to compare with your friend, by voice:"],
      ["list", words.join(" ")],
      ["hint", "If you both see the same words, nobody else can read or change what is sent."],
    ];
    for (const box of boxes) box.replaceChildren(...lines.map(([name, text]) => paragraph(name, text)));
  }

  #stateChanged(state) {
    clearTimeout(this.#lostTimer);
    this.#exchange.stateChanged(state);
    if (this.#wire === null) return;
    this.#view?.notice("");
    if (state === "disconnected") {
      this.#view?.notice("Reconnecting …");
      this.#lostTimer = setTimeout(() => this.#wire?.cut(), RECONNECT_TIMEOUT_MS);
    }
    if (state === "failed" || state === "closed") this.#wire.cut();
  }

  #failed(fault) {
    this.#view?.end();
    const isLost = fault instanceof ConnectionLost;
    const canContinue = isLost || fault instanceof ConnectFault || fault.code === "interrupted";
    showProblem({ fault, canContinue, role: this.#role, wasTransferring: isLost && this.#view !== null });
    this.#closeConnection();
    if (!canContinue && this.#role === "receiver") this.#removeUnfinished();
  }

  /** Removes unfinished files from a place that the person chose, where they would look like received ones. */
  #removeUnfinished() {
    const kind = this.#session.target?.kind;
    if (["file", "folder"].includes(kind)) this.#fileService.call("forget", {});
  }

  #leave() {
    this.#view?.end();
    this.#transfer?.stop();
    this.#closeConnection();
  }

  #closeConnection() {
    clearTimeout(this.#lostTimer);
    this.#connection?.close();
    this.#connection = null;
    this.#wire = null;
    this.#transfer = null;
    this.#view = null;
  }
}

function paragraph(className, text) {
  const element = document.createElement("p");
  element.className = className;
  setText(element, text);
  return element;
}

function unusable() {
  return window.isSecureContext
    ? "This browser has no WebRTC, or it is switched off."
    : "This page works only over https or from a file on this device.";
}
