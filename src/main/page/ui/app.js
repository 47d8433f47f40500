// The way through the page: who sends, the two lines, the question, the transfer, its end.

import { startWorkshop } from "../disk/workshop-client.js";
import { ConnectFault, Connection } from "../peer/connection.js";
import { ConnectionLost } from "../peer/wire.js";
import { Greeting } from "../transfer/greeting.js";
import { Receiver } from "../transfer/receiver.js";
import { Sender } from "../transfer/sender.js";
import { unpackWords } from "../transfer/words.js";
import { clearAddress, lineInAddress } from "./address.js";
import { Choosing } from "./choosing.js";
import { byId, onClick, setText, showView, viewOf } from "./dom.js";
import { Exchange } from "./exchange.js";
import { holdNextLine, isUnsaved, mayLeave, showDone, showProblem } from "./outcome.js";
import { preparePasting } from "./paste-buttons.js";
import { Question } from "./question.js";
import { download, removeOldFiles } from "./saving.js";
import { prepareSettings, stunServers } from "./settings.js";
import { TransferView } from "./transfer-view.js";

/** A connection that says nothing for so long is taken for lost, even if the browser still hopes. */
const LOST_AFTER = 20000;

export class App {
  #pristine;
  #workshop = startWorkshop(byId("worker-source").textContent);
  #wordList = unpackWords(byId("word-list").textContent);
  #exchange;
  #question = new Question(this.#workshop);
  #role = null;
  #choosing = null;
  #session = null;
  #invitation = null;
  #isLineHeld = false;
  #mode = "offer";
  #wasConnected = false;
  #connection = null;
  #wire = null;
  #transfer = null;
  #view = null;
  #lostTimer = null;
  #began = 0;

  /** @param pristine the page as it came, for people who save it */
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
    const hash = lineInAddress();
    this.#invitation = hash;
    this.#isLineHeld = false;
    this.#role = null;
    this.#wasConnected = false;
    if (this.#invitation === null) showView("start");
    else if (hash.startsWith("receive=")) this.#receive();
    else showView("invited");
  }

  /** A link was opened in this tab. */
  #hashChanged() {
    const hash = lineInAddress();
    if (isUnsaved()) {
      this.#isLineHeld = hash !== null;
      if (this.#isLineHeld) holdNextLine();
    } else if (this.#isIdle()) {
      this.#begin();
    } else if (hash !== null && this.#exchange.put(hash)) {
      clearAddress();
    } else {
      this.#isLineHeld = hash !== null;
      if (this.#isLineHeld) this.#view?.notice("The link that you have opened has a new line in it. You can go on with it when this has ended.");
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

  /** What was chosen is kept for another try. */
  #stopConnecting() {
    if (this.#transfer !== null) this.#transfer.stop();
    else this.#failed(new ConnectFault("You have stopped it."));
  }

  #startOver() {
    if (!mayLeave()) return;
    if (!this.#isLineHeld) clearAddress();
    this.#workshop.call("forget", {});
    this.#begin();
  }

  /** With the friend's new line, if a link has brought it already. */
  #continue() {
    if (this.#isLineHeld) {
      this.#invitation = lineInAddress();
      this.#mode = "answer";
      this.#isLineHeld = false;
    }
    this.#connect();
  }

  #isIdle() {
    const waiting = ["start", "invited", "choose", "problem", "done"];
    return waiting.some((name) => !viewOf(name).hidden);
  }

  #chooseFiles() {
    this.#role = "sender";
    this.#choosing.show();
  }

  #send() {
    this.#mode = this.#invitation === null ? "offer" : "answer";
    this.#connect();
  }

  #receive() {
    this.#role = "receiver";
    this.#session = Receiver.newSession();
    this.#mode = "answer";
    this.#connect();
  }

  /** Shows the lines; the same again after a lost connection. */
  #connect() {
    this.#leave();
    this.#exchange.show({
      role: this.#role,
      mode: this.#mode,
      invitation: this.#invitation,
      isAgain: this.#wasConnected,
    });
    // A second reply to the same invite mostly comes to nothing.
    if (this.#invitation !== null) clearAddress();
    this.#invitation = null;
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
      if (connection === this.#connection) await this.#converse(wire);
    } catch (e) {
      if (connection === this.#connection) this.#failed(e);
    }
  }

  async #converse(wire) {
    this.#wasConnected = true;
    this.#wire = wire;
    const greeting = new Greeting(this.#wire, this.#role, this.#connection.ends, this.#wordList);
    this.#showWords(greeting);
    this.#transfer = this.#role === "sender" ? this.#sender(greeting) : this.#receiver(greeting);
    const result = await this.#transfer.run();
    this.#view?.end();
    const seconds = (performance.now() - this.#began) / 1000;
    showDone({
      ...result,
      role: this.#role,
      seconds,
      carried: this.#transfer.carried,
      session: this.#session,
      failures: this.#question.failures,
      workshop: this.#workshop,
      isLineHeld: this.#isLineHeld,
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
      workshop: this.#workshop,
      events: {
        accepted: () => this.#flows("Sending", what, source.bytes),
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
      workshop: this.#workshop,
      events: {
        ask: (listing) => this.#question.ask(listing, () => receiver.stop("not-verified")),
        accepted: (listing) =>
          this.#flows("Receiving", this.#question.whatOf(listing), listing.bytes),
        resumed: () => this.#view.notice("Part of it is here already; only the rest is sent."),
        failed: ({ entry, code }) =>
          this.#question.noteFailure(this.#session.listing.entries[entry], code),
        skipped: ({ entry, reason }) =>
          this.#question.noteFailure(this.#session.listing.entries[entry], reason),
      },
    });
    return receiver;
  }

  #flows(title, what, total) {
    this.#began = performance.now();
    this.#view = new TransferView(title, what, total, this.#transfer);
    navigator.wakeLock?.request("screen").catch(() => {});
  }

  async #showWords(greeting) {
    for (const place of document.querySelectorAll(".words")) place.replaceChildren();
    const words = await greeting.words;
    for (const place of document.querySelectorAll(".words")) {
      const help = document.createElement("p");
      setText(help, "To be quite sure, compare these words with your friend, in a call for instance: if you both see the same, nobody else can read or change what is sent.");
      const said = document.createElement("p");
      said.className = "said";
      setText(said, words.join(" "));
      place.replaceChildren(help, said);
    }
  }

  #stateChanged(state) {
    clearTimeout(this.#lostTimer);
    this.#exchange.stateChanged(state);
    if (this.#wire === null) return;
    this.#view?.notice("");
    if (state === "disconnected") {
      const seconds = LOST_AFTER / 1000;
      this.#view?.notice(`The connection is interrupted. Waiting up to ${seconds} seconds for it to come back.`);
      this.#lostTimer = setTimeout(() => this.#wire?.cut(), LOST_AFTER);
    }
    if (state === "failed" || state === "closed") this.#wire.cut();
  }

  #failed(fault) {
    this.#view?.end();
    const isLost = fault instanceof ConnectionLost;
    const canContinue = isLost || fault instanceof ConnectFault || fault.code === "interrupted";
    showProblem({ fault, canContinue, role: this.#role, isUnderWay: isLost && this.#view !== null });
    this.#closeConnection();
    if (!canContinue && this.#role === "receiver") this.#leavePlace();
  }

  /** In a place that the person has chosen nothing stays that could be taken for a file. */
  #leavePlace() {
    const kind = this.#session.target?.kind;
    if (["file", "folder"].includes(kind)) this.#workshop.call("forget", {});
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

function unusable() {
  return window.isSecureContext
    ? "This browser has no WebRTC, or it is switched off."
    : "Browsers let this page work only if it comes over https or from a file on this device.";
}
