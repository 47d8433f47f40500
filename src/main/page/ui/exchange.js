// The views in which the two people exchange invite and reply.

import { copy, prepareCopying, resetCopying } from "./copying.js";
import { byId, onClick, setText, showView, viewOf } from "./dom.js";
import { PasteField } from "./pasting.js";

const LOOKING_FOR_PATH = "Looking for a path to your friend's device.";

export class Exchange {
  mode = "offer";
  #app;
  #role = "sender";
  #isResuming = false;
  #isCrossed = false;
  #connection = null;
  #ownBlob = null;
  #replyField;
  #inviteField;
  #attempt = 0;

  /**
   * @param app {connect(), connecting(), fault(fault)}: makes a connection, shows that it is being
   *     established, and shows that it failed
   */
  constructor(app) {
    this.#app = app;
    prepareCopying((area) => (area.id === "offer-line" ? this.#linkOrBlob() : area.value));
    onClick("offer-link", () => copy(this.#linkOrBlob(), byId("offer-line")));
    onClick("offer-switch", () => this.#show("answer"));
    onClick("answer-switch", () => this.#show("offer"));
    this.#replyField = new PasteField("offer-reply", null, {
      own: () => this.#ownBlob,
      onBlob: (pasted) => this.#pastedAfterInvite(pasted),
    });
    this.#inviteField = new PasteField("answer-line", "offer", {
      own: () => this.#ownBlob,
      onBlob: (invite) => this.#answer(invite),
    });
  }

  /**
   * Shows the view with this side's invite (mode `offer`), or the one for the friend's (`answer`).
   *
   * @param invite the friend's invite from a link, or null
   * @param isResuming whether a connection was lost: then the friend may have made a new invite, too
   */
  show({ role, mode, invite, isResuming }) {
    this.#role = role;
    this.#isResuming = isResuming;
    this.#show(mode);
    if (invite !== null) this.#inviteField.put(invite);
  }

  /** Treats a text as pasted into the visible view; returns false if that view takes none. */
  put(text) {
    if (!viewOf("offer").hidden) this.#replyField.put(text);
    else if (!viewOf("answer").hidden) this.#inviteField.put(text);
    else return false;
    return true;
  }

  stateChanged(state) {
    if (state === "connecting" && !viewOf("connecting").hidden) {
      setText(byId("connecting-status"), LOOKING_FOR_PATH);
    }
  }

  /** @param intro tells the person what to do */
  #show(mode, intro = this.#intro(mode)) {
    this.mode = mode;
    this.#attempt++;
    this.#ownBlob = null;
    this.#isCrossed = false;
    resetCopying();
    const view = showView(mode);
    setText(view.querySelector(".intro"), intro);
    if (mode === "offer") this.#showOffer();
    else this.#showAnswer();
  }

  #intro(mode) {
    if (this.#isResuming) {
      return mode === "answer"
        ? "Paste your friend's new invite, then send the reply back. The transfer then resumes."
        : "Send your friend this new invite to resume. If your friend has a new invite, too, paste each other's.";
    }
    if (mode === "answer") return "Paste your friend's invite, then send the reply back.";
    return "Send your invite, then paste the reply that comes back.";
  }

  async #showOffer() {
    const attempt = this.#attempt;
    const area = byId("offer-line");
    this.#replyField.clear();
    area.value = "Creating your invite …";
    setText(byId("offer-help"), this.#helpWithOffer());
    setText(
      byId("offer-reply-title"),
      this.#isResuming ? "Paste your friend's reply or new invite" : "Paste your friend's reply",
    );
    byId("offer-wait").hidden = false;
    byId("offer-crossed").hidden = true;
    byId("offer-notice").hidden = true;
    // When resuming, this view takes the friend's invite as well.
    byId("offer-switch").hidden = this.#isResuming;
    byId("offer-link").hidden = this.#isResuming || !isOnTheWeb();
    byId("offer-save").hidden = this.#isResuming || isOnTheWeb();
    await this.#guarded(attempt, async (connection) => {
      const blob = await connection.offer();
      if (attempt !== this.#attempt) return;
      this.#ownBlob = blob;
      area.value = blob;
      byId("offer-notice").hidden = !connection.isHidden;
    });
  }

  #helpWithOffer() {
    if (this.#isResuming) {
      return "Your friend presses Continue on this page and pastes it there, or pastes it into the program.";
    }
    const theirs = this.#role === "sender" ? "Receive" : "Send";
    const command = this.#role === "sender" ? "p2pcopy receive" : "p2pcopy send FILE --answer";
    return `Your friend opens this page, chooses ${theirs} and pastes the invite, or runs “${command}” and pastes it there.`;
  }

  #showAnswer() {
    this.#inviteField.clear();
    byId("answer-reply").value = "";
    byId("answer-line").focus();
    byId("answer-reply-step").hidden = true;
    byId("answer-switch").hidden = false;
  }

  #pastedAfterInvite(pasted) {
    const isOffer = pasted.description.type === "offer";
    if (!this.#isCrossed) return isOffer ? this.#cross(pasted) : this.#accept(pasted);
    // A browser can't combine its own offer with a second remote description.
    if (isOffer) {
      this.#show("answer", "Your friend has sent a new invite. Send this reply back.");
      return this.#inviteField.put(pasted.blob);
    }
    this.#isResuming = true;
    this.#show("offer", "Your first invite can no longer be used. Send this new one, then paste the reply that comes back.");
    return setText(byId("offer-help"), "Your friend presses “My friend has sent another invite” and pastes it there, or pastes it into the program.");
  }

  async #accept(answer) {
    await this.#guarded(this.#attempt, async (connection) => {
      showView("connecting");
      setText(byId("connecting-status"), LOOKING_FOR_PATH);
      this.#app.connecting();
      await connection.accept(answer);
    }, this.#connection);
  }

  /** Uses the friend's invite as the reply to this side's: both have sent one. The first to paste waits for the other. */
  async #cross(offer) {
    this.#isCrossed = true;
    await this.#guarded(this.#attempt, async (connection) => {
      byId("offer-wait").hidden = true;
      byId("offer-switch").hidden = true;
      setText(byId("offer-crossed"), this.#whileCrossed());
      byId("offer-crossed").hidden = false;
      this.#app.connecting();
      await connection.cross(offer);
    }, this.#connection);
  }

  async #answer(offer) {
    const attempt = ++this.#attempt;
    byId("answer-switch").hidden = true;
    byId("answer-reply-step").hidden = true;
    byId("answer-reply").value = "";
    resetCopying();
    await this.#guarded(attempt, async (connection) => {
      const blob = await connection.answer(offer);
      if (attempt !== this.#attempt) return;
      this.#ownBlob = blob;
      byId("answer-reply").value = blob;
      byId("answer-reply-step").hidden = false;
      byId("answer-reply").closest("li").querySelector("button").focus();
      this.#app.connecting();
    });
  }

  #whileCrossed() {
    return this.#isResuming
      ? "You both have new invites. Waiting for your friend to paste yours."
      : "You have both created an invite, so no reply is needed. Waiting for your friend to paste your invite: send it now if you have not yet.";
  }

  async #guarded(attempt, work, connection = this.#app.connect()) {
    this.#connection = connection;
    try {
      await work(connection);
    } catch (fault) {
      if (attempt === this.#attempt) this.#app.fault(fault);
    }
  }

  /** Returns a link if the friend can open this page, else the blob. `receive=` skips the first view there. */
  #linkOrBlob() {
    if (!isOnTheWeb()) return this.#ownBlob ?? "";
    const purpose = this.#role === "sender" ? "receive=" : "";
    return `${location.origin}${location.pathname}#${purpose}${this.#ownBlob ?? ""}`;
  }
}

function isOnTheWeb() {
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname);
  return location.protocol.startsWith("http") && !isLocal;
}
