// The actions of a person on the page.

import assert from "node:assert/strict";

const shown = (page, names, timeout) =>
  page.until(
    (views) => views.some((view) => !document.querySelector(`[data-view="${view}"]`).hidden),
    names,
    timeout,
  );

const blobIn = async (page, id) => {
  await page.until((area) => /^p2\d/.test(document.getElementById(area).value), id);
  return page.evaluate((area) => document.getElementById(area).value, id);
};

/** Returns the text of the visible view, collapsed details included. */
export const text = (page) =>
  page.evaluate(() => {
    const view = document.querySelector("[data-view]:not([hidden])");
    const folded = [...view.querySelectorAll("details:not([hidden], [open]) > :not(summary)")];
    return [view.innerText, ...folded.map((it) => it.textContent)].join("\n");
  });

export const viewName = (page) =>
  page.evaluate(() => document.querySelector("[data-view]:not([hidden])").dataset.view);

/** Chooses what to send, and returns the invite. */
export async function beginSending(page, { files, folder }) {
  await page.click("#start-send");
  await page.choose(files ? "#files" : "#folder", files ?? folder);
  await page.until(() => !document.getElementById("chosen").hidden);
  await page.click("#chosen-continue");
  return blobIn(page, "offer-line");
}

/** Writes a message, and returns the invite. */
export async function beginMessage(page, message) {
  await page.click("#start-send");
  await page.paste("#message", message);
  await page.click("#message-continue");
  return blobIn(page, "offer-line");
}

/** Chooses what to send, pastes the friend's invite, and returns the reply. */
export async function replySending(page, { files, folder }, offer) {
  await page.click("#start-send");
  await page.choose(files ? "#files" : "#folder", files ?? folder);
  await page.until(() => !document.getElementById("chosen").hidden);
  await page.click("#chosen-continue");
  await page.click("#offer-switch");
  return reply(page, offer);
}

export async function replyReceiving(page, offer) {
  await page.click("#start-receive");
  return reply(page, offer);
}

export async function beginReceiving(page) {
  await page.click("#start-receive");
  await page.click("#answer-switch");
  return blobIn(page, "offer-line");
}

/** Denies the page access to the clipboard. */
export const forbidPasting = (page) =>
  page.evaluate(() => {
    navigator.clipboard.readText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    document.querySelector("[data-paste=answer-line]").hidden = false;
  });

export async function reply(page, offer) {
  await page.paste("#answer-line", offer);
  return blobIn(page, "answer-reply");
}

/** Pastes another invite or reply in place of the accepted one. */
export async function pasteAnother(page, id, next) {
  await page.click(`[data-another=${id}]`);
  await page.paste(`#${id}`, next);
}

/** Returns the visible reply, for instance to an invite from a link. */
export const replyShown = (page) => blobIn(page, "answer-reply");

/** Pastes another invite in place of the accepted one, and returns the reply to it. */
export async function replyAgain(page, offer) {
  const former = await replyShown(page);
  await pasteAnother(page, "answer-line", offer);
  await page.until((old) => !["", old].includes(document.getElementById("answer-reply").value), former);
  return replyShown(page);
}

/** Sends the clip after a completed transfer, and returns the invite. */
export async function offerAfter(page, { clip }) {
  await shown(page, ["done"]);
  await page.click("#done-again");
  return beginSending(page, { files: clip });
}

export const offerAgain = (page) => blobIn(page, "offer-line");

export async function pasteReply(page, answer) {
  await page.paste("#offer-reply", answer);
}

/** Waits for the question and accepts; returns the text of the question. */
export async function accept(page, button = "#question-accept") {
  await shown(page, ["question", "problem"], 60000);
  const question = await text(page);
  assert.equal(await viewName(page), "question", question);
  await page.click(button);
  return question;
}

/** Accepts and saves to the place that the picker installed by `prepare` returns. */
export async function acceptInto(page, prepare) {
  await page.evaluate(prepare);
  return accept(page, "#question-save");
}

/** Returns the hashes of all files in a directory of the private file system, by path. */
export function hashesIn(page, name) {
  return page.evaluate(async (directoryName) => {
    const hashes = {};
    const walk = async (directory, prefix) => {
      for await (const [entry, handle] of directory.entries()) {
        if (handle.kind === "directory") {
          await walk(handle, `${prefix}${entry}/`);
          continue;
        }
        const bytes = await (await handle.getFile()).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        hashes[prefix + entry] = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      }
    };
    const root = await navigator.storage.getDirectory();
    await walk(await root.getDirectoryHandle(directoryName), "");
    return Object.fromEntries(Object.entries(hashes).sort(([a], [b]) => (a < b ? -1 : 1)));
  }, name);
}

/** Waits for the end of the transfer, and returns {view, text}. */
export async function end(page, timeout = 240000) {
  await shown(page, ["done", "problem"], timeout);
  return { view: await viewName(page), text: await text(page) };
}

/** Saves what was received, and returns {name, path} of the download. */
export function save(page) {
  return page.evaluate(() => (document.getElementById("done-link").hidden ? "#done-zip" : "#done-link"))
    .then((selector) => page.download(selector));
}
