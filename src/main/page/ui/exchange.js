// The views in which the two people exchange their lines.

import { copy, prepareCopying, resetCopying } from "./copying.js";
import { byId, onClick, setText, showView, viewOf } from "./dom.js";
import { PasteField } from "./pasting.js";

export class Exchange {
  mode = "offer";
  #app;
  #role = "sender";
  #isAgain = false;
  #isCrossed = false;
  #connection = null;
  #ownLine = null;
  #replyField;
  #lineField;
  #attempt = 0;

  /** @param app {connect(), connecting(), fault(fault)}: what the page does with it */
  constructor(app) {
    this.#app = app;
    prepareCopying((area) => (area.id === "offer-line" ? this.#linkOrLine() : area.value));
    onClick("offer-link", () => copy(this.#linkOrLine(), byId("offer-line")));
    onClick("offer-switch", () => this.#show("answer"));
    onClick("answer-switch", () => this.#show("offer"));
    this.#replyField = new PasteField("offer-reply", null, {
      own: () => this.#ownLine,
      onLine: (line) => this.#replied(line),
    });
    this.#lineField = new PasteField("answer-line", "offer", {
      own: () => this.#ownLine,
      onLine: (line) => this.#answer(line),
    });
  }

  /**
   * Shows the view of the side that begins (`offer`), or of the other (`answer`).
   *
   * @param isAgain whether a connection was there before: then the friend may have a new line, too
   */
  show({ role, mode, invitation, isAgain }) {
    this.#role = role;
    this.#isAgain = isAgain;
    this.#show(mode);
    if (invitation !== null) this.#lineField.put(invitation);
  }

  /** Takes a text as if it had been pasted into the view that is shown; returns false if it is none of these. */
  put(text) {
    if (!viewOf("offer").hidden) this.#replyField.put(text);
    else if (!viewOf("answer").hidden) this.#lineField.put(text);
    else return false;
    return true;
  }

  stateChanged(state) {
    if (state === "connecting" && !viewOf("connecting").hidden) {
      setText(byId("connecting-status"), "Looking for the shortest way to your friend's device.");
    }
  }

  /** @param intro what the person has to do, if it is not the usual */
  #show(mode, intro = this.#intro(mode)) {
    this.mode = mode;
    this.#attempt++;
    this.#ownLine = null;
    this.#isCrossed = false;
    resetCopying();
    const view = showView(mode);
    setText(view.querySelector(".intro"), intro);
    if (mode === "offer") this.#showOffer();
    else this.#showAnswer();
  }

  #intro(mode) {
    if (this.#isAgain) {
      return mode === "answer"
        ? "Your friend's side shows a new line: paste it here, and send the reply back."
        : "Your friend needs this new line. If your friend's side shows a new line, too, just paste each other's.";
    }
    if (mode === "answer") return "Your friend begins: you paste their line, and send a reply back.";
    return "You begin: send your line, and paste the reply that comes back.";
  }

  async #showOffer() {
    const attempt = this.#attempt;
    const line = byId("offer-line");
    this.#replyField.clear();
    line.value = "Getting your line …";
    setText(byId("offer-help"), this.#helpWithOffer());
    setText(
      byId("offer-reply-title"),
      this.#isAgain ? "Paste the line that your friend sends you" : "Paste the reply that your friend sends back",
    );
    byId("offer-wait").hidden = false;
    byId("offer-crossed").hidden = true;
    byId("offer-notice").hidden = true;
    // Either line is welcome then.
    byId("offer-switch").hidden = this.#isAgain;
    byId("offer-link").hidden = this.#isAgain || !isOnTheWeb();
    byId("offer-save").hidden = this.#isAgain || isOnTheWeb();
    await this.#guarded(attempt, async (connection) => {
      const blob = await connection.offer();
      if (attempt !== this.#attempt) return;
      this.#ownLine = blob;
      line.value = blob;
      byId("offer-notice").hidden = !connection.isHidden;
    });
  }

  #helpWithOffer() {
    if (this.#isAgain) {
      return "On your friend's device: press Continue and paste it, or paste it where the program waits for a line.";
    }
    const theirs = this.#role === "sender" ? "Receive" : "Send";
    const command = this.#role === "sender" ? "p2pcopy receive" : "p2pcopy send FILE --answer";
    return `Your friend opens this page, chooses ${theirs} and pastes the line there. Or types “${command}” and pastes it there.`;
  }

  #showAnswer() {
    this.#lineField.clear();
    byId("answer-reply").value = "";
    byId("answer-line").focus();
    byId("answer-reply-step").hidden = true;
    byId("answer-switch").hidden = false;
  }

  #replied(line) {
    const isOffer = line.description.type === "offer";
    if (!this.#isCrossed) return isOffer ? this.#cross(line) : this.#accept(line);
    // A browser can't use the own line with a second of the friend's.
    if (isOffer) {
      this.#show("answer", "Your friend has begun anew. Now a reply is needed: send it back.");
      return this.#lineField.put(line.blob);
    }
    this.#isAgain = true;
    this.#show("offer", "Your line was used up by the one that you pasted first. Send this new line, and paste the reply that comes back.");
    return setText(byId("offer-help"), "On your friend's device: press “My friend has sent another line” and paste it, or paste it into the program.");
  }

  async #accept(line) {
    await this.#guarded(this.#attempt, async (connection) => {
      showView("connecting");
      setText(byId("connecting-status"), "Looking for the shortest way to your friend's device.");
      this.#app.connecting();
      await connection.accept(line);
    }, this.#connection);
  }

  /** Both have begun: whoever pastes first waits for the other. */
  async #cross(line) {
    this.#isCrossed = true;
    await this.#guarded(this.#attempt, async (connection) => {
      byId("offer-wait").hidden = true;
      byId("offer-switch").hidden = true;
      setText(byId("offer-crossed"), this.#whileCrossed());
      byId("offer-crossed").hidden = false;
      this.#app.connecting();
      await connection.cross(line);
    }, this.#connection);
  }

  async #answer(line) {
    const attempt = ++this.#attempt;
    byId("answer-switch").hidden = true;
    byId("answer-reply-step").hidden = true;
    byId("answer-reply").value = "";
    resetCopying();
    await this.#guarded(attempt, async (connection) => {
      const blob = await connection.answer(line);
      if (attempt !== this.#attempt) return;
      this.#ownLine = blob;
      byId("answer-reply").value = blob;
      byId("answer-reply-step").hidden = false;
      byId("answer-reply").closest("li").querySelector("button").focus();
      this.#app.connecting();
    });
  }

  #whileCrossed() {
    return this.#isAgain
      ? "You both have new lines. It goes on once your friend has pasted yours."
      : "You both have begun, and no reply is needed. It goes on once your friend has pasted your line, too: send it now if you have not yet.";
  }

  async #guarded(attempt, work, connection = this.#app.connect()) {
    this.#connection = connection;
    try {
      await work(connection);
    } catch (fault) {
      if (attempt === this.#attempt) this.#app.fault(fault);
    }
  }

  /** A link, where the friend can open this page from; `receive=` saves the friend a question. */
  #linkOrLine() {
    if (!isOnTheWeb()) return this.#ownLine ?? "";
    const purpose = this.#role === "sender" ? "receive=" : "";
    return `${location.origin}${location.pathname}#${purpose}${this.#ownLine ?? ""}`;
  }
}

function isOnTheWeb() {
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname);
  return location.protocol.startsWith("http") && !isLocal;
}
