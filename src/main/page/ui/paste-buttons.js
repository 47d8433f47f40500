// Buttons that paste, mainly for phones, where pasting otherwise takes a long press.

import { byId, onClick, setText } from "./dom.js";

/** A paste that takes longer than this is waiting for the browser's own prompt; Firefox shows a small menu. */
const PROMPT_ASSUMED_AFTER_MS = 300;

/** Shows the buttons where the browser can read the clipboard. */
export function preparePasting() {
  for (const button of document.querySelectorAll("[data-paste]")) {
    const area = byId(button.dataset.paste);
    onClick(button, () => paste(area));
    area.addEventListener("input", () => showStatus(area, ""));
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
    // This browser has no such permission: it asks at each paste.
  }
}

async function paste(area) {
  showStatus(area, "");
  const prompt = setTimeout(() => showStatus(area, "Your browser asks whether this page may paste. Allow it, or press the Paste that it shows."), PROMPT_ASSUMED_AFTER_MS);
  let text;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    area.focus();
    showStatus(area, "Your browser did not let this page paste. Touch and hold the field, or press Ctrl+V or ⌘V in it.");
    return;
  } finally {
    clearTimeout(prompt);
  }
  showStatus(area, "");
  if (text.trim() === "") {
    showStatus(area, "Nothing has been copied yet. Copy what your friend sent you in your chat first.");
    return;
  }
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function showStatus(area, text) {
  setText(area.closest("li").querySelector(".pasted"), text);
}
