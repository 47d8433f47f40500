// The views at the end of a transfer: done, or a problem.

import { printableName } from "../disk/names.js";
import { MAX_NAMES, byId, fillNames, setText, showView } from "./dom.js";
import { download, keptFile } from "./saving.js";
import { countText, durationText, sizeText } from "./wording.js";

const CODE_TEXTS = {
  file: "could not be read or written",
  "file-changed": "changed while it was being sent",
  "disk-full": "no free space",
  integrity: "arrived damaged every time",
  "name-taken": "skipped, because your friend has a file with this name",
  link: "skipped, because it is a symbolic link",
  other: "skipped by your friend",
};

const SOMETHING_ELSE = "Send or receive something else";
const NEXT_INVITE = "Continue with your friend's new invite";

/** What was received but is only in this browser: the person is warned once before it is discarded. */
const unsaved = { exists: false, isWarned: false, next: SOMETHING_ELSE };

export function isUnsaved() {
  return unsaved.exists;
}

/** Returns whether the view may be left. If something would be lost, the first call warns and returns false. */
export function mayLeave() {
  if (unsaved.exists && !unsaved.isWarned) {
    warnUnsaved("It is not saved yet.");
    return false;
  }
  unsaved.exists = false;
  return true;
}

/** Keeps the invite of a link that was opened until what was received has been saved. */
export function holdNextInvite() {
  unsaved.next = NEXT_INVITE;
  warnUnsaved("The link that you opened contains a new invite, but what you received is not saved yet. Save it first.");
}

function warnUnsaved(text) {
  unsaved.isWarned = true;
  setText(byId("done-save-hint"), text);
  setText(byId("done-again"), "Continue without saving");
}

/** Shows the result of a completed transfer, single files of which may have failed. */
export function showDone({
  outcome, role, files, bytes, failed, text, seconds, carried, session, fileService, failures = [],
  hasHeldInvite,
}) {
  unsaved.next = hasHeldInvite ? NEXT_INVITE : SOMETHING_ELSE;
  clearUnsaved();
  byId("done-save").hidden = true;
  byId("done-text").hidden = outcome !== "text";
  byId("done-copy-row").hidden = outcome !== "text";
  setText(byId("done-copied"), "");
  setText(byId("done-text"), text ?? "");
  const shown = failures.slice(0, MAX_NAMES);
  const texts = shown.map(({ path, code }) => `${printableName(path)}: ${Object.hasOwn(CODE_TEXTS, code) ? CODE_TEXTS[code] : "failed"}`);
  fillNames(byId("done-failed"), texts, failures.length);
  byId("done-failed").hidden = failures.length === 0;
  setText(byId("done-title"), titleOf(outcome, role, failed));
  const isKept = role === "receiver" && ["private", "memory"].includes(session.target?.kind);
  setText(byId("done-what"), whatOf({ outcome, role, files, bytes, failed, seconds, carried, isKept }));
  if (outcome === "verified" && isKept && files > 0) offerToSave(session, fileService);
  showView("done");
}

/** Shows what failed and what to do next. */
export function showProblem({ fault, title, what, canContinue, role, wasTransferring = false }) {
  setText(byId("problem-title"), title ?? (wasTransferring ? "Interrupted" : "That did not work"));
  setText(byId("problem-what"), what ?? fault.message);
  setText(byId("problem-next"), canContinue ? nextStep(role, wasTransferring) : "");
  byId("problem-continue").hidden = !canContinue;
  setText(byId("problem-continue"), wasTransferring ? "Continue" : "Try again");
  const detail = fault?.detail || (fault && !fault.code && fault.name !== "Error" ? `${fault.name}: ${fault.message}` : "");
  byId("problem-details").hidden = detail === "";
  setText(byId("problem-detail"), detail);
  showView("problem");
}

function nextStep(role, wasTransferring) {
  if (!wasTransferring) {
    const chosen = role === "sender" ? " What you chose to send is kept." : "";
    return `Try again with a new invite and a new reply.${chosen}`;
  }
  const kept = role === "sender" ? "What has arrived at your friend is kept" : "What has arrived is kept";
  return `${kept}. Keep this page open and continue with a new invite: only the rest is sent.`;
}

function titleOf(outcome, role, failed) {
  if (outcome === "text") return "A message from your friend";
  if (outcome === "delivered") return "Your friend has the message";
  if (outcome === "refused") return "Your friend declined";
  if (outcome === "declined") return "You declined";
  const done = role === "sender" ? "Sent" : "Received";
  return failed > 0 ? `${done}, but not all of it` : `${done} and verified`;
}

function whatOf({ outcome, role, files, bytes, failed, seconds, carried, isKept }) {
  if (outcome === "text") return "";
  if (outcome === "delivered") return "It is on your friend's screen. You can close this page.";
  if (outcome === "refused") return "Nothing was sent. You can close this page.";
  if (outcome === "declined") return "Nothing was saved. Your friend sees that you declined.";
  const rate = carried > 0 ? ` (${sizeText(carried / Math.max(seconds, 0.001))}/s)` : "";
  const figures = `${countText(files, "file")}, ${sizeText(bytes)} in ${durationText(seconds)}${rate}.`;
  const missing = failed > 0 ? ` ${failed === 1 ? "1 entry was" : `${failed} entries were`} not copied.` : "";
  return figures + missing + verifiedText(role, files, isKept);
}

function verifiedText(role, files, isKept) {
  if (role === "sender") return " Your friend's device verified every byte. You can close this page.";
  const saved = isKept || files === 0 ? "" : " It is in the place that you chose. You can close this page.";
  return ` Every byte was verified.${saved}`;
}

async function offerToSave(session, fileService) {
  const { listing, stored } = session;
  const isOne = listing.entries.length === 1;
  unsaved.exists = true;
  const link = byId("done-link");
  const button = byId("done-zip");
  byId("done-save").hidden = false;
  link.hidden = !isOne;
  button.hidden = isOne;
  setText(byId("done-save-hint"), "The browser keeps it until you save it. It is not in your downloads yet.");
  if (isOne) {
    setText(link, "Save the file");
    const { name, blob } = await keptFile(fileService, listing, stored);
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.onclick = saved;
    return;
  }
  setText(button, "Save all as one ZIP file");
  button.onclick = () => saveArchive(button, session, fileService);
}

async function saveArchive(button, { listing, stored }, fileService) {
  button.disabled = true;
  setText(button, "Packing …");
  const { name, blob } = await keptFile(fileService, listing, stored);
  download(blob, name);
  saved();
  button.disabled = false;
  setText(button, "Save all as one ZIP file");
}

function saved() {
  clearUnsaved();
  setText(byId("done-save-hint"), "Your browser saves it in your downloads. Once it is there, you can close this page.");
}

function clearUnsaved() {
  Object.assign(unsaved, { exists: false, isWarned: false });
  setText(byId("done-again"), unsaved.next);
}
