// Every state of the page on a phone's screen, in both themes: axe-core finds no violation, and nothing is
// wider than the screen. SCREENSHOTS=DIRECTORY keeps screenshots.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { servePage, startChromium } from "./lib/browsers.mjs";
import { makeContent } from "./lib/content.mjs";
import * as person from "./lib/person.mjs";

const PHONE = { width: 360, height: 740 };
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let server;
let content;
let browser;

before(async () => {
  server = await servePage();
  content = await makeContent(150_000_000);
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  server?.close();
  await content?.remove();
});

describe("both themes concurrently", { concurrency: true }, () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`all states, ${colorScheme}`, { timeout: 200_000 }, async (t) => {
      const open = async (hash = "") => {
        const page = await browser.open(`${server.address}?stun=none${hash}`, { viewport: PHONE, colorScheme });
        t.after(() => page.close());
        t.after(() => assert.deepEqual(page.requests.filter((url) => !url.startsWith("blob:")), [page.raw.url().replace(/#.*/, "")]));
        return page;
      };
      const check = (page, name) => inspect(page, `${name}-${colorScheme}`);
      const [sender, receiver] = [await open(), await open()];
      await check(sender, "start");
      await sender.click("#start-send");
      await check(sender, "choose");
      await sender.click("#message-continue");
      await check(sender, "empty-message");
      await sender.choose("#folder", content.folder);
      await sender.until(() => !document.getElementById("chosen").hidden);
      await check(sender, "chosen");
      await sender.choose("#files", content.file);
      await sender.click("#chosen-continue");
      const offer = await person.offerAgain(sender);
      await check(sender, "offer");
      await sender.click("[data-qr=offer-qr]");
      await check(sender, "offer-qr");
      await sender.click("[data-qr=offer-qr]");
      await sender.click("#offer-save summary");
      await sender.click("footer summary");
      await check(sender, "offer-help");
      await sender.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = false)));
      await sender.paste("#offer-reply", "Here is my reply: hello");
      await sender.until(() => document.getElementById("offer-fault").textContent !== "");
      await check(sender, "wrong-paste");
      const invited = await open(`#${offer}`);
      await check(invited, "invited");
      await receiver.click("#start-receive");
      await check(receiver, "answer");
      await person.forbidPasting(receiver);
      await receiver.click("[data-paste=answer-line]");
      await receiver.until(() => document.querySelector("[data-view=answer] .pasted").textContent !== "");
      await check(receiver, "paste-refused");
      const answer = await person.reply(receiver, offer);
      await check(receiver, "answer-reply");
      await person.pasteReply(sender, answer);
      await receiver.until(() => !document.querySelector("[data-view=question]").hidden);
      await check(receiver, "question");
      await check(sender, "asking");
      await receiver.click("#question-accept");
      await receiver.until(() => document.getElementById("transfer-bar").value >= 300);
      await check(receiver, "receiving");
      await check(sender, "sending");
      await sender.evaluate(() => (window.cutAfter = 0));
      await Promise.all([person.end(sender), person.end(receiver)]);
      await check(receiver, "interrupted");
      await Promise.all([sender.click("#problem-continue"), receiver.click("#problem-continue")]);
      await receiver.click("#answer-switch");
      const invites = [await person.offerAgain(sender), await person.offerAgain(receiver)];
      await person.pasteReply(sender, invites[1]);
      await sender.until(() => !document.getElementById("offer-crossed").hidden);
      await check(sender, "crossed");
      await person.pasteReply(receiver, invites[0]);
      await Promise.all([person.end(sender), person.end(receiver)]);
      await check(sender, "sent");
      await check(receiver, "received");
      await receiver.click("#done-again");
      await check(receiver, "unsaved");

      await Promise.all([sender.click("#done-again"), receiver.click("#done-again")]);
      const message = await person.beginMessage(sender, "The key is under the mat.\nSee you at eight!");
      await person.pasteReply(sender, await person.replyReceiving(receiver, message));
      await Promise.all([person.end(sender), person.end(receiver)]);
      await check(sender, "delivered");
      await check(receiver, "message");

      await Promise.all([sender.click("#done-again"), receiver.click("#done-again")]);
      const folder = await person.beginSending(sender, { folder: content.folder });
      await person.pasteReply(sender, await person.replyReceiving(receiver, folder));
      await receiver.until(() => !document.querySelector("[data-view=question]").hidden);
      await receiver.evaluate(() => (document.getElementById("question-more").open = true));
      await check(receiver, "question-folder");
      await receiver.click("#question-refuse");
      await Promise.all([person.end(sender), person.end(receiver)]);
      await check(sender, "refused");

      await Promise.all([sender.click("#done-again"), receiver.click("#done-again")]);
      await person.beginSending(sender, { folder: content.folder });
      await person.pasteReply(sender, await person.beginReceiving(receiver));
      await sender.until(() => !document.getElementById("offer-crossed").hidden);
      await check(sender, "both-invited");
    });
  }
});

async function inspect(page, name) {
  if (process.env.SCREENSHOTS) {
    await mkdir(process.env.SCREENSHOTS, { recursive: true });
    await page.raw.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
  }
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= PHONE.width, `${name} is ${width} pixels wide`);
  await page.raw.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(found, [], name);
}
