// Shows the progress, rate and remaining time of a running transfer.

import { byId, setText, showView } from "./dom.js";
import { RateMeter } from "./rate.js";
import { clockText, sizeText } from "./wording.js";

const UPDATE_INTERVAL_MS = 500;

export class TransferView {
  #meter = new RateMeter();
  #timer = null;
  #total;
  #transfer;
  #announcedQuarter = 0;

  /**
   * @param title such as "Sending"
   * @param what describes the content, such as "3 files, 12 MB"
   * @param total in bytes
   * @param transfer {progress, carried}: bytes that are complete, including those of earlier
   *     connections, and bytes carried by this connection, from which the rate is computed
   */
  constructor(title, what, total, transfer) {
    this.#total = total;
    this.#transfer = transfer;
    setText(byId("transfer-title"), title);
    setText(byId("transfer-what"), what);
    this.notice("");
    this.#announce("");
    showView("transfer");
    this.#show();
    this.#timer = setInterval(() => this.#show(), UPDATE_INTERVAL_MS);
  }

  /** Shows a notice above the progress; an empty text hides it. */
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
    this.#announceQuarter(percent);
  }

  /** Announces each quarter to screen readers: an announcement at each update would be too many. */
  #announceQuarter(percent) {
    const quarter = Math.floor(percent / 25);
    if (quarter === this.#announcedQuarter) return;
    this.#announcedQuarter = quarter;
    this.#announce(`${percent} percent done`);
  }

  #announce(text) {
    setText(byId("transfer-said"), text);
  }
}
