// The view in which the person chooses what to send: files, a folder, or a message.

import { droppedFiles, messageOf, pickedFiles, sourceOf } from "../disk/picked.js";
import { byId, onClick, setText, showView, viewOf } from "./dom.js";
import { prepareDropping } from "./dropping.js";
import { showSorted } from "./sorting.js";
import { countText, sizeText } from "./wording.js";

/** Where the person has not decided yet that it is not about files to send. */
const VIEWS_FOR_FILES = ["start", "invited", "choose"];

export class Choosing {
  /** What was chosen last, as the sender takes it. */
  source = null;
  #picked = null;
  #onSending;
  #onChosen;

  /**
   * @param onSending is told when files are dropped where the person has not chosen to send yet
   * @param onChosen is told once the person goes on with `source`
   */
  constructor({ onSending, onChosen }) {
    this.#onSending = onSending;
    this.#onChosen = onChosen;
    onClick("choose-files", () => byId("files").click());
    onClick("choose-folder", () => byId("folder").click());
    onClick("chosen-clear", () => this.show());
    onClick("chosen-continue", () => this.#onChosen());
    onClick("message-continue", () => this.#write());
    for (const id of ["files", "folder"]) {
      byId(id).addEventListener("change", ({ target }) => this.#chosen(pickedFiles(target)));
    }
    const isWelcome = () => VIEWS_FOR_FILES.some((name) => !viewOf(name).hidden);
    prepareDropping(byId("drop"), isWelcome, (dropped) => this.#dropped(dropped));
  }

  show() {
    for (const id of ["files", "folder"]) byId(id).value = "";
    this.#picked = null;
    this.#showChosen(false);
    for (const id of ["choose-fault", "chosen-fault", "message-fault"]) setText(byId(id), "");
    showView("choose");
  }

  /** Says in a few words what is sent. */
  get what() {
    const { text, entries, bytes } = this.source;
    if (text !== undefined) return "A message";
    const files = entries.filter(({ kind }) => kind === "f");
    if (entries.length === 1 && files.length === 1) return `${files[0].path}, ${sizeText(bytes)}`;
    return `${countText(files.length, "file")}, ${sizeText(bytes)}`;
  }

  /** What is dropped after something else is sent together with it. */
  async #dropped(dropped) {
    const reading = droppedFiles(dropped);
    if (viewOf("choose").hidden) this.#onSending();
    try {
      const { files, directories } = await reading;
      if (viewOf("choose").hidden) return;
      const before = this.#picked ?? { files: [], directories: [] };
      this.#chosen({
        files: [...before.files, ...files],
        directories: [...before.directories, ...directories],
      });
    } catch {
      this.#say("The browser can't read all of what you have dropped. Use the buttons to choose it.");
    }
  }

  #chosen(picked) {
    const source = sourceOf(picked);
    const isEmpty = source.entries.length === 0;
    this.#say(isEmpty ? "There is no file in it. Choose something else." : "");
    if (isEmpty) return;
    this.source = source;
    this.#picked = picked;
    this.#showChosen(true);
    setText(byId("chosen-summary"), this.what);
    byId("chosen-continue").focus();
    this.#showNames(source);
  }

  #say(fault) {
    const place = byId("choosing").hidden ? "chosen-fault" : "choose-fault";
    setText(byId(place), fault);
  }

  #showChosen(isChosen) {
    byId("choosing").hidden = isChosen;
    byId("chosen").hidden = !isChosen;
    setText(byId("choose-title"), isChosen ? "Ready to send" : "What do you want to send?");
  }

  #showNames(source) {
    byId("chosen-names").hidden = source.entries.length === 1;
    showSorted(byId("chosen-names"), source.entries, () => source === this.source);
  }

  #write() {
    const text = byId("message").value;
    const isEmpty = text.trim() === "";
    setText(byId("message-fault"), isEmpty ? "There is nothing in it yet." : "");
    byId("message").setAttribute("aria-invalid", String(isEmpty));
    if (isEmpty) {
      byId("message").focus();
      return;
    }
    this.source = messageOf(text);
    this.#onChosen();
  }
}
