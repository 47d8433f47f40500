// Asks the person whether to accept an offer, and where to save it.

import { printableName } from "../disk/names.js";
import { deferred } from "../async.js";
import { byId, onClick, setText, showView } from "./dom.js";
import { canChoosePlace, choosePlace, keepingTarget, roomForKept } from "./saving.js";
import { showSorted } from "./sorting.js";
import { countText, sizeText } from "./wording.js";

/** Above this size in bytes, files kept in memory may make the browser fail. */
const SAFE_IN_MEMORY_BYTES = 500e6;

export class Question {
  failures = [];
  #fileService;
  #listing = null;
  #answer = deferred();
  #onDiffer = () => {};

  constructor(fileService) {
    this.#fileService = fileService;
    onClick("question-save", () => this.#choose());
    onClick("question-accept", () => this.#keep());
    onClick("question-refuse", () => this.#answer.resolve(null));
    onClick("question-differ", () => this.#onDiffer());
  }

  /** Resolves to the target, or to null if the person declines. */
  async ask(listing, onDiffer) {
    this.#listing = listing;
    this.#onDiffer = onDiffer;
    this.#answer = deferred();
    const count = listing.entries.length;
    setText(byId("question-what"), this.whatOf(listing));
    this.#showNames(listing);
    setText(byId("question-fault"), "");
    const canChoose = canChoosePlace(listing);
    byId("question-save").hidden = !canChoose;
    setText(byId("question-save"), count === 1 ? "Accept and save as …" : "Accept and choose a folder");
    byId("question-accept").classList.toggle("primary", !canChoose);
    setText(byId("question-accept"), canChoose ? "Accept and save it at the end" : "Accept");
    await this.#showNotice(canChoose);
    showView("question");
    return this.#answer.promise;
  }

  whatOf(listing) {
    const size = sizeText(listing.bytes);
    if (listing.entries.length === 1) return `${printableName(listing.entries[0].path)}, ${size}`;
    const root = listing.entries[0]?.path.split("/", 1)[0];
    const isOne = root !== undefined && listing.entries.every(({ path }) => path === root || path.startsWith(`${root}/`));
    const files = countText(listing.files, "file");
    return isOne ? `${printableName(root)}: ${files}, ${size}` : `${files}, ${size}`;
  }

  noteFailure({ path }, code) {
    this.failures.push({ path, code });
  }

  forgetFailures() {
    this.failures = [];
  }

  #showNames(listing) {
    byId("question-more").hidden = listing.entries.length === 1;
    showSorted(byId("question-names"), listing.entries, () => listing === this.#listing, printableName);
  }

  async #showNotice(canChoose) {
    const text = await this.#notice(canChoose);
    byId("question-notice").hidden = text === "";
    setText(byId("question-notice"), text);
  }

  /** Returns what the person should know before accepting. */
  async #notice(canChoose) {
    const texts = [];
    const { kind } = await keepingTarget(this.#listing, this.#fileService.hasWorker);
    const { links, bytes } = this.#listing;
    if (links > 0) texts.push(`${countText(links, "symbolic link")} can't be created by a browser and will be skipped.`);
    const subject = canChoose ? "If you save it at the end, this" : "This";
    if (kind === "memory") {
      const limit = sizeText(SAFE_IN_MEMORY_BYTES);
      const isLarge = bytes > SAFE_IN_MEMORY_BYTES ? " This is more, and may fail." : "";
      texts.push(`${subject} browser keeps it in memory until you save it: up to ${limit} are safe.${isLarge}`);
    } else {
      const room = await roomForKept();
      if (room !== null && bytes > room) {
        texts.push(`${subject} browser has room for only ${sizeText(room)}.`);
      }
    }
    return texts.join(" ");
  }

  async #choose() {
    try {
      const target = await choosePlace(this.#listing);
      if (target !== null) this.#answer.resolve(target);
    } catch {
      setText(byId("question-fault"), "The browser does not let this page write there. Choose another place.");
    }
  }

  async #keep() {
    this.#answer.resolve(await keepingTarget(this.#listing, this.#fileService.hasWorker));
  }
}
