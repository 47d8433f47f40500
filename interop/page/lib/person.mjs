// What a person does on the page.

import assert from "node:assert/strict";

const shown = (page, names, timeout) =>
  page.until(
    (views) => views.some((view) => !document.querySelector(`[data-view="${view}"]`).hidden),
    names,
    timeout,
  );

const line = async (page, id) => {
  await page.until((area) => /^p2\d/.test(document.getElementById(area).value), id);
  return page.evaluate((area) => document.getElementById(area).value, id);
};

/** Returns what the visible view says, with the details that a person would have to open. */
export const text = (page) =>
  page.evaluate(() => {
    const view = document.querySelector("[data-view]:not([hidden])");
    const folded = [...view.querySelectorAll("details:not([hidden], [open]) > :not(summary)")];
    return [view.innerText, ...folded.map((it) => it.textContent)].join("\n");
  });

export const viewName = (page) =>
  page.evaluate(() => document.querySelector("[data-view]:not([hidden])").dataset.view);

/** Picks what to send, and returns the offer. */
export async function beginSending(page, { files, folder }) {
  await page.click("#start-send");
  await page.choose(files ? "#files" : "#folder", files ?? folder);
  await page.until(() => !document.getElementById("chosen").hidden);
  await page.click("#chosen-continue");
  return line(page, "offer-line");
}

/** Writes a message, and returns the offer. */
export async function beginMessage(page, message) {
  await page.click("#start-send");
  await page.paste("#message", message);
  await page.click("#message-continue");
  return line(page, "offer-line");
}

/** Picks what to send to the friend who has begun, and returns the reply. */
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
  return line(page, "offer-line");
}

/** Says no to the browser's question whether the page may read what was copied. */
export const forbidPasting = (page) =>
  page.evaluate(() => {
    navigator.clipboard.readText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    document.querySelector("[data-paste=answer-line]").hidden = false;
  });

export async function reply(page, offer) {
  await page.paste("#answer-line", offer);
  return line(page, "answer-reply");
}

/** Pastes the next line of a friend who has begun anew in place of the one before. */
export async function pasteAnother(page, id, next) {
  await page.click(`[data-another=${id}]`);
  await page.paste(`#${id}`, next);
}

/** The reply that is shown without anything being pasted, for the line was in the link. */
export const replyShown = (page) => line(page, "answer-reply");

/** Pastes the next line of a friend who has begun anew, and returns the reply to that one. */
export async function replyAgain(page, offer) {
  const former = await replyShown(page);
  await pasteAnother(page, "answer-line", offer);
  await page.until((old) => !["", old].includes(document.getElementById("answer-reply").value), former);
  return replyShown(page);
}

/** Returns the offer of one who has sent something and sends the clip now. */
export async function offerAfter(page, { clip }) {
  await shown(page, ["done"]);
  await page.click("#done-again");
  return beginSending(page, { files: clip });
}

export const offerAgain = (page) => line(page, "offer-line");

export async function pasteReply(page, answer) {
  await page.paste("#offer-reply", answer);
}

/** Waits for the question and says yes; returns what was asked. */
export async function accept(page, button = "#question-accept") {
  await shown(page, ["question", "problem"], 60000);
  const question = await text(page);
  assert.equal(await viewName(page), "question", question);
  await page.click(button);
  return question;
}

/** Says yes and saves it in the place that the picker of `prepare` hands out. */
export async function acceptInto(page, prepare) {
  await page.evaluate(prepare);
  return accept(page, "#question-save");
}

/** Returns the hashes of all files in a directory of the private file system, by their paths. */
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

/** Waits for the end, and returns {view, text}. */
export async function end(page, timeout = 240000) {
  await shown(page, ["done", "problem"], timeout);
  return { view: await viewName(page), text: await text(page) };
}

/** Saves what was received, and returns {name, path}. */
export function save(page) {
  return page.evaluate(() => (document.getElementById("done-link").hidden ? "#done-zip" : "#done-link"))
    .then((selector) => page.download(selector));
}
