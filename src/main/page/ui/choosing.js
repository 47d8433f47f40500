// The view in which the person chooses what to send: files, a folder, or a message.

import { droppedFiles, messageOf, pickedFiles, sourceOf } from "../disk/picked.js";
import { byId, onClick, setText, showView } from "./dom.js";
import { showSorted } from "./sorting.js";
import { countText, sizeText } from "./wording.js";

export class Choosing {
  /** What was chosen last, as the sender takes it. */
  source = null;
  #onChosen;

  /** @param onChosen is told once the person goes on with `source` */
  constructor(onChosen) {
    this.#onChosen = onChosen;
    onClick("choose-files", () => byId("files").click());
    onClick("choose-folder", () => byId("folder").click());
    onClick("chosen-clear", () => this.show());
    onClick("chosen-continue", () => this.#onChosen());
    onClick("message-continue", () => this.#write());
    for (const id of ["files", "folder"]) {
      byId(id).addEventListener("change", ({ target }) => this.#chosen(pickedFiles(target)));
    }
    this.#prepareDropping(byId("drop"));
  }

  show() {
    for (const id of ["files", "folder"]) byId(id).value = "";
    this.#showChosen(false);
    setText(byId("choose-fault"), "");
    setText(byId("message-fault"), "");
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

  #prepareDropping(place) {
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => event.preventDefault());
    place.addEventListener("dragover", () => place.classList.add("dropping"));
    place.addEventListener("dragleave", () => place.classList.remove("dropping"));
    place.addEventListener("drop", async ({ dataTransfer }) => {
      place.classList.remove("dropping");
      this.#chosen(await droppedFiles(dataTransfer));
    });
  }

  #chosen(picked) {
    this.source = sourceOf(picked);
    const isEmpty = this.source.entries.length === 0;
    setText(byId("choose-fault"), isEmpty ? "There is no file in it. Choose something else." : "");
    if (isEmpty) return;
    this.#showChosen(true);
    setText(byId("chosen-summary"), this.what);
    byId("chosen-continue").focus();
    this.#showNames(this.source);
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
