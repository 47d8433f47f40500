// Buttons that paste for those who have no key for it at hand: on phones it takes a long press else.

import { byId, onClick, setText } from "./dom.js";

/** A browser that has not pasted after so many milliseconds asks the person; Firefox with a small menu of one entry. */
const ASKING_AFTER = 300;

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
  say(area, "");
  const asking = setTimeout(() => say(area, "Your browser asks whether the page may paste: allow it there, or press the Paste that it shows."), ASKING_AFTER);
  let text;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    area.focus();
    say(area, "Your browser has not let the page paste. Do it yourself: hold your finger on the field, or press Ctrl+V or ⌘V in it.");
    return;
  } finally {
    clearTimeout(asking);
  }
  say(area, "");
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
