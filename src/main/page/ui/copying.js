// Copies, shares and shows as QR codes the invite, the reply and received messages.

import { byId, onClick, setText } from "./dom.js";
import { qrImage } from "./qr.js";

/** Connects the buttons. `textForQr` returns the text for a QR code or for sharing, given the text area. */
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

/** Copies a text and confirms it below the area; where the browser refuses, selects it for copying by hand. */
export async function copy(text, area) {
  const status = area.closest("li").querySelector(".copied");
  try {
    await navigator.clipboard.writeText(text);
    setText(status, "Copied. Now paste it into a message to your friend.");
  } catch {
    area.focus();
    area.select();
    setText(status, "This browser does not let the page copy. The text is selected: copy it yourself.");
  }
}

/** Opens the device's own dialog for sharing; mainly phones have one. */
async function share(text) {
  try {
    await navigator.share({ text });
  } catch {
    // The person cancelled; the other buttons remain.
  }
}

async function copyMessage(message, status) {
  try {
    await navigator.clipboard.writeText(message.textContent);
    setText(status, "Copied.");
  } catch {
    window.getSelection().selectAllChildren(message);
    setText(status, "This browser does not let the page copy. The message is selected: copy it yourself.");
  }
}

/** Hides QR codes and confirmations, for a new invite or reply. */
export function resetCopying() {
  for (const status of document.querySelectorAll(".copied")) setText(status, "");
  for (const button of document.querySelectorAll("[data-qr]")) {
    button.setAttribute("aria-expanded", "false");
    byId(button.dataset.qr).hidden = true;
  }
}

function toggleQr(button, textForQr) {
  const box = byId(button.dataset.qr);
  box.hidden = !box.hidden;
  button.setAttribute("aria-expanded", String(!box.hidden));
  if (box.hidden) return;
  const area = button.closest("li").querySelector("textarea");
  const name = area.id === "offer-line" ? "invite" : "reply";
  box.replaceChildren(qrImage(textForQr(area), `QR code of the ${name}`));
}
