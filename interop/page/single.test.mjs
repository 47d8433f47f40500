// What a page does before it has a connection.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { servePage, startChromium, startFirefox } from "./lib/browsers.mjs";
import { makeContent } from "./lib/content.mjs";
import * as person from "./lib/person.mjs";

const TIMEOUT = { timeout: 100_000 };

let server;
let content;
const browsers = {};

before(async () => {
  server = await servePage();
  content = await makeContent(1000);
  browsers.chromium = await startChromium();
  browsers.firefox = await startFirefox();
});

after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser.close()));
  server?.close();
  await content?.remove();
});

async function open(t, browser, query = "?stun=none") {
  const page = await browsers[browser].open(`${server.address}${query}`);
  t.after(() => page.close());
  t.after(() => assert.deepEqual(page.errors, []));
  return page;
}

/** Drags files of these names, or a text, over an element and drops them; returns the drop effect. */
const drop = (page, selector, { names = [], text }) =>
  page.evaluate(([place, files, words]) => {
    const dataTransfer = new DataTransfer();
    for (const name of files) dataTransfer.items.add(new File(["content"], name));
    if (words) dataTransfer.setData("text/plain", words);
    const isLeftToBrowser = ["dragover", "drop"].map((type) =>
      document.querySelector(place).dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })));
    return { effect: dataTransfer.dropEffect, isLeftToBrowser: isLeftToBrowser.every(Boolean) };
  }, [selector, names, text]);

const summary = (page) => page.evaluate(() => document.getElementById("chosen-summary").textContent);

for (const browser of ["chromium", "firefox"]) {
  test(`files may be dropped anywhere in ${browser} until the person continues`, TIMEOUT, async (t) => {
    const page = await open(t, browser);
    await drop(page, "header", { names: ["one.txt"] });
    await page.until(() => !document.getElementById("chosen").hidden);
    assert.equal(await summary(page), "one.txt, 7 bytes");
    await drop(page, "footer", { names: ["two.txt", "three.txt"] });
    await page.until(() => document.getElementById("chosen-summary").textContent.startsWith("3 files"));
    await page.click("#chosen-clear");
    await drop(page, "main", { names: ["four.txt"] });
    await page.until(() => !document.getElementById("chosen").hidden);
    assert.equal(await summary(page), "four.txt, 7 bytes");

    await page.click("#chosen-continue");
    const offer = await person.offerAgain(page);
    assert.equal((await drop(page, "main", { names: ["late.txt"] })).effect, "none");
    assert.equal(await person.offerAgain(page), offer);
  });
}

test("text may be dropped on a field, and a drop elsewhere does not navigate away", TIMEOUT, async (t) => {
  const page = await open(t, "chromium");
  await page.click("#start-receive");
  assert.equal((await drop(page, "#answer-line", { text: "p21" })).isLeftToBrowser, true);
  assert.equal((await drop(page, "main", { text: "https://example.org" })).isLeftToBrowser, false);
});

for (const browser of ["chromium", "firefox"]) {
  test(`${browser} remembers that STUN is switched off`, TIMEOUT, async (t) => {
    const page = await open(t, browser, "");
    const isOn = () => page.evaluate(() => document.getElementById("stun").checked);
    assert.equal(await isOn(), true);
    await page.evaluate(() => document.getElementById("stun").click());
    await page.raw.reload();
    assert.equal(await isOn(), false);
    await page.evaluate(() => document.getElementById("stun").click());
    await page.raw.reload();
    assert.equal(await isOn(), true);
    await page.raw.goto(`${server.address}?stun=none`);
    assert.equal(await isOn(), false);
    await page.raw.goto(server.address);
    assert.equal(await isOn(), true);
  });
}

test("a malformed fragment leads to the start view", TIMEOUT, async (t) => {
  const page = await open(t, "chromium", "?stun=none#receive=%");
  assert.equal(await person.viewName(page), "start");
});

/** Changes the network configuration for a test, and undoes it afterwards. */
function changeNetwork(t, change, undo) {
  execFileSync("ip", change.split(" "));
  t.after(() => undo.forEach((command) => execFileSync("ip", command.split(" "))));
}

const DEFAULT_ROUTE = execFileSync("ip", ["route", "show", "default"]).toString().trim();

test("a browser without an address says so, and two of them fail at once", TIMEOUT, async (t) => {
  changeNetwork(t, "route del default", [`route add ${DEFAULT_ROUTE}`]);
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  assert.match(await person.text(sender), /finds no network address of this device/);
  await receiver.click("#start-receive");
  await receiver.paste("#answer-line", offer);
  assert.match((await person.end(receiver)).text, /Neither this browser nor your friend's finds a network address/);
});

test("a browser that can't connect without an address says so at once", TIMEOUT, async (t) => {
  changeNetwork(t, "route del default", [`route add ${DEFAULT_ROUTE}`]);
  // Not `open`: Firefox logs the failure as an error.
  const page = await browsers.firefox.open(`${server.address}?stun=none`);
  t.after(() => page.close());
  await page.click("#start-receive");
  await page.click("#answer-switch");
  assert.match((await person.end(page)).text, /finds no network address[^]*Connect the device to a network/);
});

test("a device without a network says so", TIMEOUT, async (t) => {
  changeNetwork(t, "link set eth0 down", ["link set eth0 up", `route add ${DEFAULT_ROUTE}`]);
  const page = await open(t, "chromium");
  await page.click("#start-receive");
  await page.click("#answer-switch");
  assert.match((await person.end(page)).text, /finds no network address[^]*Connect the device to a network/);
});
