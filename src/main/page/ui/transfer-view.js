// The view of a transfer on its way: how much, how fast, how long.

import { byId, setText, showView } from "./dom.js";
import { RateMeter } from "./rate.js";
import { clockText, sizeText } from "./wording.js";

const INTERVAL = 500;

export class TransferView {
  #meter = new RateMeter();
  #timer = null;
  #total;
  #transfer;
  #saidQuarter = 0;

  /**
   * @param title such as "Sending"
   * @param what what is sent
   * @param transfer {progress, carried}: the bytes so far, with those that were there before, and
   *     how many the connection has carried, which is what its rate is of
   */
  constructor(title, what, total, transfer) {
    this.#total = total;
    this.#transfer = transfer;
    setText(byId("transfer-title"), title);
    setText(byId("transfer-what"), what);
    this.notice("");
    this.#say("");
    showView("transfer");
    this.#show();
    this.#timer = setInterval(() => this.#show(), INTERVAL);
  }

  /** Says what is going on apart from bytes; nothing if all is as it should be. */
  notice(text) {
    byId("transfer-notice").hidden = text === "";
    setText(byId("transfer-notice"), text);
  }

  end() {
    clearInterval(this.#timer);
    document.title = "p2pcopy";
  }

  #show() {
    const bytes = Math.min(this.#transfer.progress, this.#total);
    this.#meter.add(performance.now(), this.#transfer.carried);
    const share = this.#total === 0 ? 1 : bytes / this.#total;
    const percent = Math.floor(share * 100);
    byId("transfer-bar").value = Math.floor(share * 1000);
    byId("transfer-bar").setAttribute("aria-valuetext", `${percent} percent`);
    setText(byId("transfer-done"), `${percent} % (${sizeText(bytes)} of ${sizeText(this.#total)})`);
    const { rate } = this.#meter;
    setText(byId("transfer-rate"), rate === null ? "…" : `${sizeText(rate)}/s`);
    setText(byId("transfer-left"), rate > 0 ? clockText((this.#total - bytes) / rate) : "…");
    document.title = `${percent} % – p2pcopy`;
    this.#sayQuarter(percent);
  }

  /** Screen readers are told each quarter, not each half second. */
  #sayQuarter(percent) {
    const quarter = Math.floor(percent / 25);
    if (quarter === this.#saidQuarter) return;
    this.#saidQuarter = quarter;
    this.#say(`${percent} percent done`);
  }

  #say(text) {
    setText(byId("transfer-said"), text);
  }
}
