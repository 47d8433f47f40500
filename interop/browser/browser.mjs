// Starts the installed Chromium with a new profile, and serves the page of the wire test to it.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { chromium } from "playwright-core";

const FILES = new Map([
  ["/wire.html", "text/html"],
  ["/wire.mjs", "text/javascript"],
]);

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Returns the browser; each page it opens is one end of the wire. */
export async function startBrowser() {
  const server = createServer(serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  return {
    version: browser.version(),
    openPage: () => openPage(browser, server.address().port),
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Returns the functions of wire.mjs in a page of its own, which keeps its host addresses hidden. */
async function openPage(browser, port) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.goto(`http://127.0.0.1:${port}/wire.html`);
  await page.waitForFunction(() => "wire" in window);
  const call = (name) => (argument) =>
    page.evaluate(([name, argument]) => window.wire[name](argument), [name, argument]);
  const names = ["offer", "answer", "accept", "ready", "exchange", "close", "ended"];
  return {
    ...Object.fromEntries(names.map((name) => [name, call(name)])),
    leave: () => context.close(),
  };
}

async function serve(request, response) {
  const type = FILES.get(request.url);
  if (!type) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": type });
  response.end(await readFile(new URL(`.${request.url}`, import.meta.url)));
}
