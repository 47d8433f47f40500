// How it ended.

import { printableName } from "../disk/names.js";
import { MOST_NAMES, byId, fillNames, setText, showView } from "./dom.js";
import { download, keptFile } from "./saving.js";
import { countText, durationText, sizeText } from "./wording.js";

const CODE_TEXTS = {
  file: "could not be read or written",
  "file-changed": "was changed meanwhile",
  "disk-full": "no free space",
  integrity: "arrived damaged every time",
  "name-taken": "skipped, because your friend has a file with this name",
  link: "skipped, because it is a symbolic link",
  other: "skipped by your friend",
};

const SOMETHING_ELSE = "Send or receive something else";
const NEXT_LINE = "Go on with your friend's new line";

/** Whether something received is only in this browser, whether the person knows that, and what comes after it. */
const unsaved = { exists: false, isTold: false, next: SOMETHING_ELSE };

export function isUnsaved() {
  return unsaved.exists;
}

/** Returns whether the view may be left; if something would be lost, the person has to say it twice. */
export function mayLeave() {
  if (unsaved.exists && !unsaved.isTold) {
    tellUnsaved("It is not saved yet.");
    return false;
  }
  unsaved.exists = false;
  return true;
}

/** A link with the friend's next line was opened while something is not saved: that comes first. */
export function holdNextLine() {
  unsaved.next = NEXT_LINE;
  tellUnsaved("The link that you have opened has a new line in it, but what you received is not saved yet. Save it first.");
}

function tellUnsaved(text) {
  unsaved.isTold = true;
  setText(byId("done-save-hint"), text);
  setText(byId("done-again"), "Go on without saving it");
}

/** Shows the end of a transfer that did not fail as a whole. */
export function showDone({
  outcome, role, files, bytes, failed, text, seconds, carried, session, workshop, failures = [],
  isLineHeld,
}) {
  unsaved.next = isLineHeld ? NEXT_LINE : SOMETHING_ELSE;
  nothingIsUnsaved();
  byId("done-save").hidden = true;
  byId("done-text").hidden = outcome !== "text";
  byId("done-copy-row").hidden = outcome !== "text";
  setText(byId("done-copied"), "");
  setText(byId("done-text"), text ?? "");
  const some = failures.slice(0, MOST_NAMES);
  const texts = some.map(({ path, code }) => `${printableName(path)}: ${Object.hasOwn(CODE_TEXTS, code) ? CODE_TEXTS[code] : "failed"}`);
  fillNames(byId("done-failed"), texts, failures.length);
  byId("done-failed").hidden = failures.length === 0;
  setText(byId("done-title"), titleOf(outcome, role, failed));
  const isKept = role === "receiver" && ["private", "memory"].includes(session.target?.kind);
  setText(byId("done-what"), whatOf({ outcome, role, files, bytes, failed, seconds, carried, isKept }));
  if (outcome === "verified" && isKept && files > 0) offerToSave(session, workshop);
  showView("done");
}

/** Shows what went wrong, and what to do next. */
export function showProblem({ fault, title, what, canContinue, role, isUnderWay = false }) {
  setText(byId("problem-title"), title ?? (isUnderWay ? "Interrupted" : "That did not work"));
  setText(byId("problem-what"), what ?? fault.message);
  setText(byId("problem-next"), canContinue ? nextStep(role, isUnderWay) : "");
  byId("problem-continue").hidden = !canContinue;
  setText(byId("problem-continue"), isUnderWay ? "Continue" : "Try again");
  const detail = fault?.detail || (fault && !fault.code && fault.name !== "Error" ? `${fault.name}: ${fault.message}` : "");
  byId("problem-details").hidden = detail === "";
  setText(byId("problem-detail"), detail);
  showView("problem");
}

function nextStep(role, isUnderWay) {
  if (!isUnderWay) {
    const chosen = role === "sender" ? " What you chose to send is kept." : "";
    return `Both of you can try again with a new invite and a reply to it.${chosen}`;
  }
  const kept = role === "sender" ? "What has arrived at your friend is kept" : "What has arrived is kept";
  return `${kept}. Leave this page open and continue with new invites: only the rest is sent.`;
}

function titleOf(outcome, role, failed) {
  if (outcome === "text") return "A message from your friend";
  if (outcome === "told") return "Your friend has the message";
  if (outcome === "refused") return "Your friend does not want it";
  if (outcome === "declined") return "You did not accept it";
  const done = role === "sender" ? "Sent" : "Received";
  return failed > 0 ? `${done}, but not all of it` : `${done} and verified`;
}

function whatOf({ outcome, role, files, bytes, failed, seconds, carried, isKept }) {
  if (outcome === "text") return "";
  if (outcome === "told") return "It is on your friend's screen. You can close this page.";
  if (outcome === "refused") return "Nothing was sent. You can close this page.";
  if (outcome === "declined") return "Nothing was saved. Your friend is told.";
  const rate = carried > 0 ? ` (${sizeText(carried / Math.max(seconds, 0.001))}/s)` : "";
  const figures = `${countText(files, "file")}, ${sizeText(bytes)} in ${durationText(seconds)}${rate}.`;
  const missing = failed > 0 ? ` ${countText(failed, "entry").replace("entrys", "entries")} did not make it.` : "";
  return figures + missing + whereabouts(role, files, isKept);
}

function whereabouts(role, files, isKept) {
  if (role === "sender") return " Your friend's side has checked every byte. You can close this page.";
  const saved = isKept || files === 0 ? "" : " It is in the place that you chose. You can close this page.";
  return ` Every byte was checked.${saved}`;
}

async function offerToSave(session, workshop) {
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
    const { name, blob } = await keptFile(workshop, listing, stored);
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.onclick = saved;
    return;
  }
  setText(button, "Save all as one ZIP file");
  button.onclick = () => saveArchive(button, session, workshop);
}

async function saveArchive(button, { listing, stored }, workshop) {
  button.disabled = true;
  setText(button, "Packing …");
  const { name, blob } = await keptFile(workshop, listing, stored);
  download(blob, name);
  saved();
  button.disabled = false;
  setText(button, "Save all as one ZIP file");
}

function saved() {
  nothingIsUnsaved();
  setText(byId("done-save-hint"), "Your browser puts it into your downloads. Once it is there, you can close this page.");
}

function nothingIsUnsaved() {
  Object.assign(unsaved, { exists: false, isTold: false });
  setText(byId("done-again"), unsaved.next);
}
