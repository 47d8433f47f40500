// Lines to hand over: copied, as a link, or as a QR code.

import { byId, onClick, setText } from "./dom.js";
import { qrImage } from "./qr.js";

/** Makes the buttons of all lines work. `textForQr` returns what a QR code or another app should get. */
export function prepareCopying(textForQr) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const area = byId(button.dataset.copy);
    onClick(button, () => copy(area.value, area));
    area.addEventListener("focus", () => area.select());
  }
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = !("share" in navigator);
    onClick(button, () => share(textForQr(byId(button.dataset.share))));
  }
  onClick("done-copy", () => copyMessage(byId("done-text"), byId("done-copied")));
  for (const button of document.querySelectorAll("[data-qr]")) {
    onClick(button, () => toggleQr(button, textForQr));
  }
}

/** Copies a text, says so beside the area, and lets the person copy by hand where it fails. */
export async function copy(text, area) {
  const said = area.closest("li").querySelector(".copied");
  try {
    await navigator.clipboard.writeText(text);
    setText(said, "Copied. Now paste it into a message to your friend.");
  } catch {
    area.focus();
    area.select();
    setText(said, "This browser does not let the page copy. The line is marked: copy it yourself.");
  }
}

/** Hands a text to the device's own ways of telling friends; phones have that. */
async function share(text) {
  try {
    await navigator.share({ text });
  } catch {
    // The person thought better of it; the other buttons are still there.
  }
}

async function copyMessage(place, said) {
  try {
    await navigator.clipboard.writeText(place.textContent);
    setText(said, "Copied.");
  } catch {
    window.getSelection().selectAllChildren(place);
    setText(said, "This browser does not let the page copy. The message is marked: copy it yourself.");
  }
}

/** Closes codes and takes back what was said, for a new line. */
export function resetCopying() {
  for (const said of document.querySelectorAll(".copied")) setText(said, "");
  for (const button of document.querySelectorAll("[data-qr]")) {
    button.setAttribute("aria-expanded", "false");
    byId(button.dataset.qr).hidden = true;
  }
}

function toggleQr(button, textForQr) {
  const place = byId(button.dataset.qr);
  place.hidden = !place.hidden;
  button.setAttribute("aria-expanded", String(!place.hidden));
  if (place.hidden) return;
  const area = button.closest("li").querySelector("textarea");
  place.replaceChildren(qrImage(textForQr(area), "QR code of the line"));
}
