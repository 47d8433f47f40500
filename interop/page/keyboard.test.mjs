// A whole transfer by keyboard alone, and what a screen reader is told on the way.

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

/** Goes on with Tab until this element has the focus, which has to be seen. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 15; presses++) {
    await page.raw.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) break;
  }
  const { isThere, outline } = await page.evaluate((wanted) => ({
    isThere: document.activeElement.matches(wanted),
    outline: getComputedStyle(document.activeElement).outlineStyle,
  }), selector);
  assert.ok(isThere, `Tab does not lead to ${selector}`);
  assert.notEqual(outline, "none", selector);
}

async function press(page, selector) {
  await tabTo(page, selector);
  await page.raw.keyboard.press("Enter");
}

/** The heading of a new view has the focus, so that it is read out and Tab goes on from there. */
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
  assert.ok(!(await receiver.raw.isVisible("[data-paste=answer-line]")), "nothing more is to be pasted");
  await tabTo(sender, "#offer-reply");
  await sender.raw.keyboard.insertText(answer);

  await assertHeading(receiver, /Do you want this/);
  await press(receiver, "#question-accept");
  await assertHeading(receiver, /Received and verified/);
  await assertHeading(sender, /Sent and verified/);
  const saving = receiver.raw.waitForEvent("download");
  await press(receiver, "#done-link");
  await assertSameFile(content.clip, await (await saving).path());
  await press(sender, "#done-again");
  await assertHeading(sender, /What would you like to do/);
});

test("what changes by itself is told", { timeout: 60_000 }, async (t) => {
  const page = await browser.open(`${server.address}?stun=none`);
  t.after(() => page.close());
  const isTold = (id) => page.evaluate((name) => document.getElementById(name).matches("[role=alert], [role=status], [aria-live]"), id);
  const places = ["choose-fault", "message-fault", "offer-fault", "answer-fault", "offer-crossed", "connecting-status",
    "transfer-notice", "transfer-said", "question-fault", "done-copied", "problem-what"];
  for (const place of places) assert.ok(await isTold(place), place);
});

test("a line is pasted by a button", { timeout: 60_000 }, async (t) => {
  const page = await browser.open(`${server.address}?stun=none`);
  t.after(() => page.close());
  const said = () => page.evaluate(() => document.querySelector("[data-view=answer] .pasted").textContent);
  await page.raw.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => navigator.clipboard.writeText(" "));
  await press(page, "#start-receive");
  await page.until(() => document.activeElement.id === "answer-line");
  await press(page, "[data-paste=answer-line]");
  await page.until(() => document.querySelector("[data-view=answer] .pasted").textContent !== "");
  assert.match(await said(), /Nothing has been copied yet/);

  await page.evaluate(() => navigator.clipboard.writeText("Here it is: hello, hello, hello"));
  await page.raw.keyboard.press("Enter");
  await page.until(() => document.getElementById("answer-fault").textContent !== "");
  assert.equal(await said(), "");
  assert.equal(await page.evaluate(() => document.getElementById("answer-line").value), "Here it is: hello, hello, hello");
});

test("where the browser does not let the page paste, the person is told what to do", { timeout: 60_000 }, async (t) => {
  const page = await browser.open(`${server.address}?stun=none`);
  t.after(() => page.close());
  await person.forbidPasting(page);
  await press(page, "#start-receive");
  await press(page, "[data-paste=answer-line]");
  await page.until(() => document.activeElement.id === "answer-line");
  const said = await page.evaluate(() => document.querySelector("[data-view=answer] .pasted").textContent);
  assert.match(said, /has not let the page paste/);
});
