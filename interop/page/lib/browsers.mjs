// Debian's Chromium and Firefox behind one interface.

import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { PRELUDE } from "./prelude.mjs";

export const PAGE = new URL("../../../target/p2pcopy.html", import.meta.url);

const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** No background requests; downloads go to a directory without a prompt. */
const firefoxPreferences = (downloads) => ({
  "browser.download.folderList": 2,
  "browser.download.dir": downloads,
  "browser.download.useDownloadDir": true,
  "browser.download.always_ask_before_handling_new_types": false,
  // Nobody is there to confirm that a busy page may be closed.
  "dom.disable_beforeunload": true,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
});

/** Serves the page on localhost; `address` ends with a slash. */
export async function servePage() {
  const server = createServer(async (_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(await readFile(PAGE));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://localhost:${server.address().port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function startChromium() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  return {
    name: "Chromium",
    version: browser.version(),
    open: (address, options) => openInChromium(browser, address, options),
    close: () => browser.close(),
  };
}

/** Starts Chromium with a profile on disk: without one it keeps private files in memory. */
export async function startChromiumOnDisk(profile) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const options = { executablePath, args: CHROMIUM_FLAGS, viewport: null };
  const context = await chromium.launchPersistentContext(profile, options);
  return {
    profile,
    open: (address) => openInContext(context, address),
    close: () => context.close(),
  };
}

async function openInChromium(browser, address, { viewport, colorScheme } = {}) {
  return openInContext(await browser.newContext({ viewport: viewport ?? null, colorScheme }), address);
}

async function openInContext(context, address) {
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.stack));
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("dialog", (dialog) => dialog.accept());
  await page.addInitScript(PRELUDE);
  await page.goto(address);
  return {
    errors,
    requests,
    raw: page,
    click: (selector) => page.click(selector),
    choose: (selector, paths) => page.setInputFiles(selector, paths),
    paste: (selector, text) => page.fill(selector, text),
    evaluate: (work, argument) => page.evaluate(work, argument),
    until: (work, argument, timeout = 60000) => page.waitForFunction(work, argument, { timeout }),
    reload: () => page.reload(),
    async download(selector) {
      const coming = page.waitForEvent("download");
      await page.click(selector);
      const download = await coming;
      return { name: download.suggestedFilename(), path: await download.path() };
    },
    close: () => context.close(),
  };
}

export async function startFirefox() {
  const downloads = await mkdtemp(join(tmpdir(), "p2pcopy-downloads-"));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    timeout: 180_000,
    protocolTimeout: 180_000,
    extraPrefsFirefox: firefoxPreferences(downloads),
  });
  return {
    name: "Firefox",
    version: (await browser.version()).replace(/.*\//, ""),
    open: (address) => openInFirefox(browser, address, downloads),
    async close() {
      await withinLimit(browser.close());
      browser.process()?.kill("SIGKILL");
      await rm(downloads, { recursive: true, force: true });
    },
  };
}

async function openInFirefox(browser, address, downloads) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.stack));
  await page.evaluateOnNewDocument(PRELUDE);
  await page.goto(address);
  await page.evaluate(forgetKeptFiles);
  return {
    errors,
    raw: page,
    click: (selector) => page.evaluate((s) => document.querySelector(s).click(), selector),
    async choose(selector, paths) {
      const input = await page.$(selector);
      if (!(await isDirectory(paths))) return input.uploadFile(...[paths].flat());
      // WebDriver can't choose a folder: its files are chosen, and their relative paths faked.
      const files = (await readdir(paths, { recursive: true, withFileTypes: true })).filter((it) => it.isFile());
      const places = Object.fromEntries(
        files.map((it) => [it.name, join(basename(paths), relative(paths, it.path), it.name)]),
      );
      await page.evaluate((given) => {
        const get = function () {
          return given[this.name];
        };
        Object.defineProperty(File.prototype, "webkitRelativePath", { get, configurable: true });
        document.getElementById("folder").webkitdirectory = false;
        document.getElementById("folder").multiple = true;
      }, places);
      return input.uploadFile(...files.map((it) => join(it.path, it.name)));
    },
    paste: (selector, text) =>
      page.evaluate(([s, value]) => {
        const area = document.querySelector(s);
        area.value = value;
        area.dispatchEvent(new Event("input", { bubbles: true }));
      }, [selector, text]),
    evaluate: (work, argument) => page.evaluate(work, argument),
    until: (work, argument, timeout = 60000) => untilTrue(page, work, argument, timeout),
    async download(selector) {
      const before = await readdir(downloads);
      await page.evaluate((s) => document.querySelector(s).click(), selector);
      return finishedDownload(downloads, before);
    },
    close: () => withinLimit(page.close()),
  };
}

/** All pages share one profile: files left by an earlier test would be resumed. */
async function forgetKeptFiles() {
  try {
    const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
  } catch {
    // A page from a file has no such directory.
  }
}

/** Polls, because the page's CSP forbids puppeteer's own waiting, which evaluates text. */
async function untilTrue(page, work, argument, timeout) {
  for (const deadline = Date.now() + timeout; Date.now() < deadline; ) {
    if (await page.evaluate(work, argument)) return;
    await delay(100);
  }
  throw new Error(`not within ${timeout / 1000} s: ${work}`);
}

/** Waits for a new, complete file in the directory. Firefox renames it once more after completion. */
async function finishedDownload(directory, before) {
  let seen = "";
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; ) {
    const names = await readdir(directory);
    const fresh = names.filter((name) => !before.includes(name));
    if (fresh.length === 1 && fresh[0] === seen && !seen.endsWith(".part")) {
      return { name: seen, path: join(directory, seen) };
    }
    seen = fresh.length === 1 ? fresh[0] : "";
    await delay(250);
  }
  throw new Error("the download did not appear");
}

async function isDirectory(paths) {
  return typeof paths === "string" && (await stat(paths)).isDirectory();
}

/** Stops waiting for a browser that does not close. */
async function withinLimit(closing) {
  await Promise.race([closing.catch(() => {}), delay(10_000)]);
}
