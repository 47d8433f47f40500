// Buttons that paste for those who have no key for it at hand: on phones it takes a long press else.

import { byId, onClick, setText } from "./dom.js";

/** Shows the buttons where the browser can read what has been copied. */
export function preparePasting() {
  for (const button of document.querySelectorAll("[data-paste]")) {
    const area = byId(button.dataset.paste);
    onClick(button, () => paste(area));
    area.addEventListener("input", () => say(area, ""));
    showIfAllowed(button);
  }
}

async function showIfAllowed(button) {
  if (typeof navigator.clipboard?.readText !== "function") return;
  button.hidden = false;
  try {
    const permission = await navigator.permissions.query({ name: "clipboard-read" });
    const show = () => (button.hidden = permission.state === "denied");
    permission.onchange = show;
    show();
  } catch {
    // Not a permission in this browser: it asks each time.
  }
}

async function paste(area) {
  let text;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    area.focus();
    say(area, "This browser does not let the page paste. Do it yourself: hold your finger on the field, or press Ctrl+V or ⌘V in it.");
    return;
  }
  if (text.trim() === "") {
    say(area, "Nothing has been copied yet: copy the line in your chat first.");
    return;
  }
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function say(area, text) {
  setText(area.closest("li").querySelector(".pasted"), text);
}
