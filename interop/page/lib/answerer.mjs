// answerer.mjs BROWSER QUERY: the page as the one who receives, in a process of its own, so that it can run in another
// network namespace than the test. Reads the invite from standard input, prints the reply, and at the end what the page says.

import { createInterface } from "node:readline";
import { PAGE, startChromium, startFirefox } from "./browsers.mjs";
import * as person from "./person.mjs";

/** The reply may be pasted late. */
const REPLY_PATIENCE = 900_000;

const [name, query] = process.argv.slice(2);
const browser = await (name === "firefox" ? startFirefox() : startChromium());
try {
  const page = await browser.open(PAGE.href);
  await page.raw.goto(`${PAGE.href}?${query}`);
  const { value: invite } = await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
  console.log(await person.replyReceiving(page, invite));
  await page.until(() => document.querySelector("[data-view=answer]").hidden, null, REPLY_PATIENCE);
  await person.accept(page);
  console.log((await person.end(page)).text.replace(/\s+/g, " "));
} finally {
  await browser.close();
}
process.exit();
