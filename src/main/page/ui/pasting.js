// A field for the friend's invite or reply: reads what is pasted at once, and explains what is wrong with it.

import { readPasted } from "../signal/pasted.js";
import { byId, onClick, setText } from "./dom.js";

/** The fault of a short text appears after this delay: it may still be being typed. */
const TYPING_DELAY_MS = 700;
const SHORT_TEXT_LENGTH = 20;

export class PasteField {
  #area;
  #fault;
  #onBlob;
  #expected;
  #own = () => null;
  #timer = null;
  #accepted = null;
  #another;

  /**
   * @param id of the text area; faults are shown in the element that describes it
   * @param expected `offer`, or null to accept an answer as well
   * @param own returns this side's blob, which is refused, or null
   * @param onBlob receives {blob, description}
   */
  constructor(id, expected, { own, onBlob }) {
    this.#area = byId(id);
    this.#fault = byId(this.#area.getAttribute("aria-describedby"));
    this.#expected = expected;
    this.#own = own;
    this.#onBlob = onBlob;
    this.#area.addEventListener("input", () => this.#read());
    this.#another = document.querySelector(`[data-another=${id}]`);
    onClick(this.#another, () => this.#reopen());
  }

  clear() {
    this.#open("");
    this.#accepted = null;
    this.#showFault(null);
  }

  /** Treats a text as pasted. */
  put(text) {
    this.#open(text);
    return this.#read();
  }

  /** Accepts another blob in place of the one that was accepted, which stays in use until then. */
  #reopen() {
    this.#open("");
    this.#area.focus();
  }

  #open(text) {
    this.#area.value = text;
    this.#area.readOnly = false;
    this.#another.hidden = true;
  }

  async #read() {
    clearTimeout(this.#timer);
    const text = this.#area.value;
    try {
      const pasted = await readPasted(text, this.#expected, this.#own());
      if (text !== this.#area.value || this.#area.readOnly) return;
      this.#area.readOnly = true;
      this.#another.hidden = false;
      this.#showFault(null);
      if (pasted.blob === this.#accepted) return;
      this.#accepted = pasted.blob;
      this.#onBlob(pasted);
    } catch (fault) {
      const wait = text.length > SHORT_TEXT_LENGTH ? 0 : TYPING_DELAY_MS;
      this.#timer = setTimeout(() => this.#showFault(fault), wait);
    }
  }

  #showFault(fault) {
    const isShown = fault !== null && fault.kind !== "empty";
    setText(this.#fault, isShown ? fault.message : "");
    this.#area.setAttribute("aria-invalid", String(isShown));
  }
}
