// answerer.mjs BROWSER QUERY: the page as receiver, in a process of its own that can run in another network
// namespace. Reads the invite from standard input, prints the reply and finally the text of the page.

import { createInterface } from "node:readline";
import { PAGE, startChromium, startFirefox } from "./browsers.mjs";
import * as person from "./person.mjs";

/** How long the reply may wait to be pasted. */
const REPLY_TIMEOUT_MS = 900_000;

const [name, query] = process.argv.slice(2);
const browser = await (name === "firefox" ? startFirefox() : startChromium());
try {
  const page = await browser.open(PAGE.href);
  await page.raw.goto(`${PAGE.href}?${query}`);
  const { value: invite } = await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
  console.log(await person.replyReceiving(page, invite));
  await page.until(() => document.querySelector("[data-view=answer]").hidden, null, REPLY_TIMEOUT_MS);
  await person.accept(page);
  console.log((await person.end(page)).text.replace(/\s+/g, " "));
} finally {
  await browser.close();
}
process.exit();
