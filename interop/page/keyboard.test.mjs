// A whole transfer by keyboard alone, and the announcements to screen readers.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { servePage, startChromium } from "./lib/browsers.mjs";
import { assertSameFile, makeContent } from "./lib/content.mjs";
import * as person from "./lib/person.mjs";

let server;
let content;
let browser;

before(async () => {
  server = await servePage();
  content = await makeContent(1000);
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  server?.close();
  await content?.remove();
});

/** Presses Tab until this element has a visible focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 15; presses++) {
    await page.raw.keyboard.press("Tab");
    if (await page.evaluate((target) => document.activeElement.matches(target), selector)) break;
  }
  const { isFocused, outline } = await page.evaluate((target) => ({
    isFocused: document.activeElement.matches(target),
    outline: getComputedStyle(document.activeElement).outlineStyle,
  }), selector);
  assert.ok(isFocused, `Tab does not lead to ${selector}`);
  assert.notEqual(outline, "none", selector);
}

async function press(page, selector) {
  await tabTo(page, selector);
  await page.raw.keyboard.press("Enter");
}

/** Asserts that the heading of the new view has the focus: screen readers announce it, and Tab continues there. */
async function assertHeading(page, pattern) {
  await page
    .until((source) => {
      const focused = document.activeElement;
      return focused.matches("h2") && new RegExp(source).test(focused.textContent);
    }, pattern.source, 100_000)
    .catch(async () => {
      const focused = await page.evaluate(() => document.activeElement.outerHTML);
      assert.fail(`${pattern} has not got the focus, but ${focused}: ${await person.text(page)}`);
    });
}

test("a file is sent and saved by keyboard alone", { timeout: 280_000 }, async (t) => {
  const [sender, receiver] = [await browser.open(`${server.address}?stun=none`), await browser.open(`${server.address}?stun=none`)];
  t.after(() => Promise.all([sender.close(), receiver.close()]));
  await press(sender, "#start-send");
  await assertHeading(sender, /What do you want to send/);
  const choosing = sender.raw.waitForEvent("filechooser");
  await press(sender, "#choose-files");
  await (await choosing).setFiles(content.clip);
  await sender.until(() => document.activeElement.id === "chosen-continue");
  await sender.raw.keyboard.press("Enter");
  await assertHeading(sender, /Connect with your friend/);
  const offer = await person.offerAgain(sender);

  await press(receiver, "#start-receive");
  await receiver.until(() => document.activeElement.id === "answer-line");
  await receiver.raw.keyboard.insertText(offer);
  const answer = await person.replyShown(receiver);
  await receiver.until(() => document.activeElement.dataset.copy === "answer-reply");
  assert.ok(!(await receiver.raw.isVisible("[data-paste=answer-line]")), "the Paste button is hidden after a paste");
  await tabTo(sender, "#offer-reply");
  await sender.raw.keyboard.insertText(answer);

  await assertHeading(receiver, /Accept this from your friend/);
  await press(receiver, "#question-accept");
  await assertHeading(receiver, /Received and verified/);
  await assertHeading(sender, /Sent and verified/);
  const saving = receiver.raw.waitForEvent("download");
  await press(receiver, "#done-link");
  await assertSameFile(content.clip, await (await saving).path());
  await press(sender, "#done-again");
  await assertHeading(sender, /What would you like to do/);
});

test("changes without user action are announced", { timeout: 60_000 }, async (t) => {
  const page = await browser.open(`${server.address}?stun=none`);
  t.after(() => page.close());
  const isAnnounced = (id) => page.evaluate((name) => document.getElementById(name).matches("[role=alert], [role=status], [aria-live]"), id);
  const places = ["choose-fault", "message-fault", "offer-fault", "answer-fault", "offer-crossed", "connecting-status",
    "transfer-notice", "transfer-said", "question-fault", "done-copied", "problem-what"];
  for (const place of places) assert.ok(await isAnnounced(place), place);
});

test("the Paste button pastes an invite", { timeout: 60_000 }, async (t) => {
  const page = await browser.open(`${server.address}?stun=none`);
  t.after(() => page.close());
  const status = () => page.evaluate(() => document.querySelector("[data-view=answer] .pasted").textContent);
  await page.raw.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => navigator.clipboard.writeText(" "));
  await press(page, "#start-receive");
  await page.until(() => document.activeElement.id === "answer-line");
  await press(page, "[data-paste=answer-line]");
  await page.until(() => document.querySelector("[data-view=answer] .pasted").textContent !== "");
  assert.match(await status(), /Nothing has been copied yet/);

  await page.evaluate(() => navigator.clipboard.writeText("Here it is: hello, hello, hello"));
  await page.raw.keyboard.press("Enter");
  await page.until(() => document.getElementById("answer-fault").textContent !== "");
  assert.equal(await status(), "");
  assert.equal(await page.evaluate(() => document.getElementById("answer-line").value), "Here it is: hello, hello, hello");
});

test("if the browser does not let the page paste, the page says what to do", { timeout: 60_000 }, async (t) => {
  const page = await browser.open(`${server.address}?stun=none`);
  t.after(() => page.close());
  await person.forbidPasting(page);
  await press(page, "#start-receive");
  await press(page, "[data-paste=answer-line]");
  await page.until(() => document.activeElement.id === "answer-line");
  const status = await page.evaluate(() => document.querySelector("[data-view=answer] .pasted").textContent);
  assert.match(status, /did not let this page paste/);
});
