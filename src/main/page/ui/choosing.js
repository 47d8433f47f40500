// The view in which the person chooses what to send: files, a folder, or a message.

import { droppedFiles, messageOf, pickedFiles, sourceOf } from "../disk/picked.js";
import { byId, onClick, setText, showView, viewOf } from "./dom.js";
import { prepareDropping } from "./dropping.js";
import { showSorted } from "./sorting.js";
import { countText, sizeText } from "./wording.js";

/** The views in which files may be dropped: the person has not chosen to receive. */
const VIEWS_FOR_FILES = ["start", "invited", "choose"];

export class Choosing {
  /** What was chosen last, in the form that `Sender` takes. */
  source = null;
  #picked = null;
  #onSending;
  #onChosen;

  /**
   * @param onSending called when files are dropped before the person has chosen to send
   * @param onChosen called when the person continues with `source`
   */
  constructor({ onSending, onChosen }) {
    this.#onSending = onSending;
    this.#onChosen = onChosen;
    onClick("choose-files", () => byId("files").click());
    onClick("choose-folder", () => byId("folder").click());
    onClick("chosen-clear", () => this.show());
    onClick("chosen-continue", () => this.#onChosen());
    onClick("message-continue", () => this.#submitMessage());
    for (const id of ["files", "folder"]) {
      byId(id).addEventListener("change", ({ target }) => this.#chosen(pickedFiles(target)));
    }
    const isAllowed = () => VIEWS_FOR_FILES.some((name) => !viewOf(name).hidden);
    prepareDropping(byId("drop"), isAllowed, (dropped) => this.#dropped(dropped));
  }

  show() {
    for (const id of ["files", "folder"]) byId(id).value = "";
    this.#picked = null;
    this.#showChosen(false);
    for (const id of ["choose-fault", "chosen-fault", "message-fault"]) setText(byId(id), "");
    showView("choose");
  }

  /** Describes what is sent, such as "3 files, 12 MB". */
  get what() {
    const { text, entries, bytes } = this.source;
    if (text !== undefined) return "A message";
    const files = entries.filter(({ kind }) => kind === "f");
    if (entries.length === 1 && files.length === 1) return `${files[0].path}, ${sizeText(bytes)}`;
    return `${countText(files.length, "file")}, ${sizeText(bytes)}`;
  }

  /** Adds what is dropped to what was chosen before. */
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
      this.#showFault("The browser can't read everything that you dropped. Choose it with the buttons instead.");
    }
  }

  #chosen(picked) {
    const source = sourceOf(picked);
    const isEmpty = source.entries.length === 0;
    this.#showFault(isEmpty ? "This contains no files. Choose something else." : "");
    if (isEmpty) return;
    this.source = source;
    this.#picked = picked;
    this.#showChosen(true);
    setText(byId("chosen-summary"), this.what);
    byId("chosen-continue").focus();
    this.#showNames(source);
  }

  #showFault(fault) {
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

  #submitMessage() {
    const text = byId("message").value;
    const isEmpty = text.trim() === "";
    setText(byId("message-fault"), isEmpty ? "The message is empty." : "");
    byId("message").setAttribute("aria-invalid", String(isEmpty));
    if (isEmpty) {
      byId("message").focus();
      return;
    }
    this.source = messageOf(text);
    this.#onChosen();
  }
}
