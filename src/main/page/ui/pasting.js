// A field into which a line is pasted: it is read at once, and what is wrong is said in words.

import { readPasted } from "../signal/pasted.js";
import { byId, onClick, setText } from "./dom.js";

/** Whoever types sees no fault at once. */
const PATIENCE = 700;

export class PasteField {
  #area;
  #fault;
  #onLine;
  #expected;
  #own = () => null;
  #timer = null;
  #taken = null;
  #another;

  /**
   * @param id of the text area; the fault goes to the element that describes it
   * @param expected `offer`, or null if an answer is welcome, too
   * @param onLine takes {blob, description}
   */
  constructor(id, expected, { own, onLine }) {
    this.#area = byId(id);
    this.#fault = byId(this.#area.getAttribute("aria-describedby"));
    this.#expected = expected;
    this.#own = own;
    this.#onLine = onLine;
    this.#area.addEventListener("input", () => this.#read());
    this.#another = document.querySelector(`[data-another=${id}]`);
    onClick(this.#another, () => this.#reopen());
  }

  clear() {
    this.#open("");
    this.#taken = null;
    this.#say(null);
  }

  /** Puts in a text as if it had been pasted. */
  put(text) {
    this.#open(text);
    return this.#read();
  }

  /** Lets another line come in place of the one that was taken, which stays in use until then. */
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
      const line = await readPasted(text, this.#expected, this.#own());
      if (text !== this.#area.value || this.#area.readOnly) return;
      this.#area.readOnly = true;
      this.#another.hidden = false;
      this.#say(null);
      if (line.blob === this.#taken) return;
      this.#taken = line.blob;
      this.#onLine(line);
    } catch (fault) {
      const wait = text.length > 20 ? 0 : PATIENCE;
      this.#timer = setTimeout(() => this.#say(fault), wait);
    }
  }

  #say(fault) {
    const isShown = fault !== null && fault.kind !== "empty";
    setText(this.#fault, isShown ? fault.message : "");
    this.#area.setAttribute("aria-invalid", String(isShown));
  }
}
