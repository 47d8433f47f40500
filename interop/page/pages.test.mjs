// Two pages copy from one to the other, in each browser and between them.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { decodeBlob, encodeBlob } from "../../src/main/page/signal/blob.js";
import { PAGE, servePage, startChromium, startFirefox } from "./lib/browsers.mjs";
import {
  CLIP,
  assertSameFile,
  assertSameHashes,
  assertSameTree,
  hashOf,
  makeContent,
  unpack,
} from "./lib/content.mjs";
import * as person from "./lib/person.mjs";

const PATIENCE = { timeout: 280_000 };
/** Of the large file; a slow machine may do with less. */
const BYTES = Number(process.env.PAGE_TEST_BYTES ?? 100_000_000);

let server;
let content;
const browsers = {};

before(async () => {
  server = await servePage();
  content = await makeContent(BYTES);
  browsers.chromium = await startChromium();
  browsers.firefox = await startFirefox();
  for (const { name, version } of Object.values(browsers)) console.log(`${name} ${version}`);
});

after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser.close()));
  server?.close();
  await content?.remove();
});

const address = () => `${server.address}?stun=none`;

async function open(t, browser) {
  const page = await browsers[browser].open(address());
  t.after(() => page.close());
  t.after(() => assert.deepEqual(page.errors, []));
  return page;
}

for (const [from, to] of [["chromium", "chromium"], ["firefox", "firefox"], ["chromium", "firefox"], ["firefox", "chromium"]]) {
  test(`${from} sends a large file to ${to}`, PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, from), await open(t, to)];
    const offer = await person.beginSending(sender, { files: content.file });
    await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
    assert.match(await person.accept(receiver), /big film\.bin, [\d.]+ MB/);
    const ends = await Promise.all([person.end(sender), person.end(receiver)]);
    assert.match(ends[0].text, /Sent and verified/);
    assert.match(ends[1].text, /Received and verified/);
    console.log(`${from} to ${to}: ${/\(.*\/s\)/.exec(ends[1].text)}`);
    const saved = await person.save(receiver);
    assert.match(saved.name.replace("+", " "), /^big film( ?\(\d\))?\.bin$/);
    await assertSameFile(content.file, saved.path);
  });
}

for (const browser of ["chromium", "firefox"]) {
  test(`a folder arrives as one archive in ${browser}, and the receiver may begin`, PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, browser), await open(t, browser)];
    const offer = await person.beginReceiving(receiver);
    await person.pasteReply(receiver, await person.replySending(sender, content, offer));
    assert.match(await person.accept(receiver), /pictures: 50 files/);
    assert.match((await person.end(sender)).text, /Sent and verified/);
    assert.match((await person.end(receiver)).text, /Received and verified\s+50 files/);
    const saved = await person.save(receiver);
    assert.equal(saved.name, "pictures.zip");
    const unpacked = join(content.directory, `unpacked ${browser}`);
    await unpack(saved.path, unpacked);
    await assertSameTree(content.folder, join(unpacked, "pictures"));
  });
}

/** Returns a reply as programs write it that do not say in it which invite it answers. */
const withoutItsInvite = async (reply) => encodeBlob({ ...(await decodeBlob(reply)), answeredOffer: undefined });

// Firefox left to itself would give up after ten seconds.
const LONGER_THAN_FIREFOX_WAITS = 15_000;

describe("at the same time, for they wait", { concurrency: true }, () => {
  for (const [from, to] of [["chromium", "firefox"], ["firefox", "chromium"]]) {
    test(`${from} and ${to} may both begin: no reply is needed`, PATIENCE, async (t) => {
      const [sender, receiver] = [await open(t, from), await open(t, to)];
      const lines = [await person.beginSending(sender, { files: content.clip }), await person.beginReceiving(receiver)];
      await person.pasteReply(sender, lines[1]);
      await sender.until(() => /send it now if you have not yet/.test(document.getElementById("offer-crossed").textContent));
      await delay(LONGER_THAN_FIREFOX_WAITS);
      await person.pasteReply(receiver, lines[0]);
      await person.accept(receiver);
      assert.match((await person.end(receiver)).text, /Received and verified/);
      assert.match((await person.end(sender)).text, /Sent and verified/);
      await assertSameFile(content.clip, (await person.save(receiver)).path);
    });
  }

  test("after a reply that leads nowhere the sender tries again with what was chosen", PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
    const former = await person.replyReceiving(receiver, await person.beginSending(sender, { files: content.clip }));
    await receiver.reload();
    await sender.click("[data-view=offer] .back");
    await person.beginSending(sender, { files: content.clip });
    await person.pasteReply(sender, await withoutItsInvite(former));
    assert.match((await person.end(sender)).text, /No way to your friend's device[^]*older invite[^]*What you chose to send is kept/);
    await sender.click("#problem-continue");
    await person.pasteReply(sender, await person.replyReceiving(receiver, await person.offerAgain(sender)));
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
  });

  // All pages of Firefox share what they keep, so only one of them receives.
  test("a reply may take its time", PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, "firefox"), await open(t, "chromium")];
    const reply = await person.replySending(sender, { files: content.clip }, await person.beginReceiving(receiver));
    await delay(LONGER_THAN_FIREFOX_WAITS);
    await person.pasteReply(receiver, reply);
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
  });
});

/** As for a page from a file. */
const forbidDisk = () => {
  navigator.storage.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"));
};

/** Has the clip cut off on its way, and returns how many bytes were sent until then. */
async function interrupted(sender, receiver) {
  const offer = await person.beginSending(sender, { files: content.clip });
  await sender.evaluate((bytes) => (window.cutAfter = bytes), 0.6 * CLIP);
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  const ends = await Promise.all([person.end(sender), person.end(receiver)]);
  for (const { text } of ends) assert.match(text, /Interrupted/);
  return sender.evaluate(() => window.sentBytes);
}

async function assertOnlyTheRestWasSent(sender, before) {
  const again = (await sender.evaluate(() => window.sentBytes)) - before;
  assert.ok(again < 0.9 * CLIP, `${again} bytes were sent after the cut`);
}

test("a connection that is cut is continued with new lines, and only the rest is sent", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const before = await interrupted(sender, receiver);
  await Promise.all([sender.click("#problem-continue"), receiver.click("#problem-continue")]);
  await person.pasteReply(sender, await person.reply(receiver, await person.offerAgain(sender)));
  assert.match((await person.end(receiver)).text, /Received and verified/);
  assert.match((await person.end(sender)).text, /Sent and verified/);
  await assertOnlyTheRestWasSent(sender, before);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
});

for (const other of ["chromium", "firefox"]) {
  test(`chromium and ${other} may both begin anew: each takes the other's line`, PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, "chromium"), await open(t, other)];
    const before = await interrupted(sender, receiver);
    await Promise.all([sender.click("#problem-continue"), receiver.click("#problem-continue")]);
    await receiver.click("#answer-switch");
    const lines = [await person.offerAgain(sender), await person.offerAgain(receiver)];
    await person.pasteReply(sender, lines[1]);
    await sender.until(() => !document.getElementById("offer-crossed").hidden);
    await person.pasteReply(receiver, lines[0]);
    assert.match((await person.end(receiver)).text, /Received and verified/);
    assert.match((await person.end(sender)).text, /Sent and verified/);
    await assertOnlyTheRestWasSent(sender, before);
    await assertSameFile(content.clip, (await person.save(receiver)).path);
  });
}

for (const from of ["chromium", "firefox"]) {
  test(`after both have begun, ${from} takes the line of a friend who has begun anew`, PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, from), await open(t, "chromium")];
    const before = await interrupted(sender, receiver);
    await sender.click("#problem-continue");
    await receiver.click("#problem-continue");
    await receiver.click("#answer-switch");
    await person.offerAgain(sender);
    await person.pasteReply(sender, await person.offerAgain(receiver));
    await sender.until(() => !document.getElementById("offer-crossed").hidden);
    await receiver.reload();
    await person.pasteAnother(sender, "offer-reply", await person.beginReceiving(receiver));
    await person.pasteReply(receiver, await person.replyShown(sender));
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
    assert.match((await person.end(sender)).text, /Sent and verified/);
    await assertOnlyTheRestWasSent(sender, before);
    await assertSameFile(content.clip, (await person.save(receiver)).path);
  });
}

test("a reply that comes after the friend's own line leads to a new line, and so to the files", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.beginReceiving(receiver));
  await sender.until(() => !document.getElementById("offer-crossed").hidden);
  await receiver.click("#offer-switch");
  await person.pasteAnother(sender, "offer-reply", await person.reply(receiver, offer));
  await sender.until((old) => !["", old].includes(document.getElementById("offer-line").value), offer);
  assert.match(await person.text(sender), /Your line was used up/);
  await person.pasteReply(sender, await person.replyAgain(receiver, await person.offerAgain(sender)));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

test("who has replied takes the next line of a friend who has begun anew", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "firefox")];
  await person.replyReceiving(receiver, await person.beginSending(sender, { files: content.clip }));
  await sender.click("[data-view=offer] .back");
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyAgain(receiver, offer));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

for (const browser of ["chromium", "firefox"]) {
  test(`${browser} tells the reply to an older invite at once, and still takes the right one`, PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, browser), await open(t, "chromium")];
    const former = await person.replyReceiving(receiver, await person.beginSending(sender, { files: content.clip }));
    await sender.click("[data-view=offer] .back");
    const offer = await person.beginSending(sender, { files: content.clip });
    await person.pasteReply(sender, former);
    await sender.until(() => /reply to an older invite of yours/.test(document.getElementById("offer-fault").textContent));
    assert.equal(await person.viewName(sender), "offer");
    await person.pasteReply(sender, await person.replyAgain(receiver, offer));
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
  });
}

test("who stops while it connects tries again with what was chosen", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const former = await person.replyReceiving(receiver, await person.beginSending(sender, { files: content.clip }));
  await sender.click("[data-view=offer] .back");
  await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await withoutItsInvite(former));
  await sender.click("#connecting-stop");
  assert.match((await person.end(sender)).text, /You have stopped it[^]*What you chose to send is kept/);
  await sender.click("#problem-continue");
  await person.pasteReply(sender, await person.replyAgain(receiver, await person.offerAgain(sender)));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

test("what has arrived survives a reload of the receiving page", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const before = await interrupted(sender, receiver);
  await receiver.reload();
  await sender.click("#problem-continue");
  const answer = await person.replyReceiving(receiver, await person.offerAgain(sender));
  await person.pasteReply(sender, answer);
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  assert.match((await person.end(sender)).text, /Sent and verified/);
  await assertOnlyTheRestWasSent(sender, before);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
});

test("a file and a folder are written to where the person says", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  // No driver can use the browser's own picker: it hands out a place in the private file system.
  await person.acceptInto(receiver, () => {
    window.showSaveFilePicker = async ({ suggestedName }) => {
      const root = await navigator.storage.getDirectory();
      const place = await root.getDirectoryHandle("one", { create: true });
      return place.getFileHandle(suggestedName, { create: true });
    };
  });
  assert.match((await person.end(receiver)).text, /Received and verified/);
  assert.ok(await receiver.evaluate(() => document.getElementById("done-save").hidden));
  assert.match(await person.text(receiver), /in the place that you chose[^]*can close this page/);
  assert.deepEqual(await person.hashesIn(receiver, "one"), { "clip.bin": await hashOf(content.clip) });

  await Promise.all([sender.click("#done-again"), receiver.click("#done-again")]);
  const second = await person.beginSending(sender, { folder: content.folder });
  await person.pasteReply(sender, await person.replyReceiving(receiver, second));
  await person.acceptInto(receiver, () => {
    window.showDirectoryPicker = async () => {
      const root = await navigator.storage.getDirectory();
      return root.getDirectoryHandle("many", { create: true });
    };
  });
  assert.match((await person.end(receiver)).text, /Received and verified\s+50 files/);
  const hashes = Object.entries(await person.hashesIn(receiver, "many"));
  await assertSameHashes(content.folder, Object.fromEntries(hashes.map(([path, hash]) => [path.replace("pictures/", ""), hash])));
});

// Where the browser keeps what it receives: on its disk, or in memory, as for a page from a file.
for (const kind of ["private", "memory"]) {
  test(`a sender who begins again after a reload sends only the rest: ${kind}`, PATIENCE, async (t) => {
    const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
    if (kind === "memory") await receiver.evaluate(forbidDisk);
    await interrupted(sender, receiver);
    await sender.reload();
    await receiver.click("#problem-continue");
    const offer = await person.beginSending(sender, { files: content.clip });
    await person.pasteReply(sender, await person.reply(receiver, offer));
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
    assert.match((await person.end(sender)).text, /Sent and verified/);
    await assertOnlyTheRestWasSent(sender, 0);
    await assertSameFile(content.clip, (await person.save(receiver)).path);
  });
}

/** The picker of folders hands out one of the private file system, for no driver can use it. */
const pickFolder = () => {
  window.showDirectoryPicker = async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle("place", { create: true });
  };
};

test("who starts over after an interruption has no empty file in the folder", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const files = [content.file, content.clip];
  // Much more than may be on its way: so the receiver has written some of it.
  await sender.evaluate((bytes) => (window.cutAfter = bytes), Math.min(30e6, 0.6 * BYTES));
  await person.pasteReply(sender, await person.replyReceiving(receiver, await person.beginSending(sender, { files })));
  await person.acceptInto(receiver, pickFolder);
  assert.match((await person.end(receiver)).text, /Interrupted/);
  assert.ok("big film.bin" in (await person.hashesIn(receiver, "place")));
  await receiver.click("[data-view=problem] .back");
  while (Object.keys(await person.hashesIn(receiver, "place")).length > 0) await delay(100);
});

test("a folder that is gone is told in words, and how to go on", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const files = [content.file, content.clip];
  await person.pasteReply(sender, await person.replyReceiving(receiver, await person.beginSending(sender, { files })));
  await person.acceptInto(receiver, () => {
    window.showDirectoryPicker = async () => {
      const root = await navigator.storage.getDirectory();
      const place = await root.getDirectoryHandle("gone", { create: true });
      await root.removeEntry("gone");
      return place;
    };
  });
  assert.match((await person.end(receiver)).text, /moved or deleted meanwhile[^]*choose it again/);
  assert.match((await person.end(sender)).text, /could not be read or written on your friend's device/);
});

test("a screen reader hears nothing of the first transfer during the second", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  await receiver.evaluate(() => {
    const view = document.querySelector("[data-view=transfer]");
    window.saidAtFirst = [];
    new MutationObserver(() => {
      if (!view.hidden) window.saidAtFirst.push(document.getElementById("transfer-said").textContent);
    }).observe(view, { attributes: true });
  });
  for (const count of [1, 2]) {
    const offer = await person.beginSending(sender, { files: content.clip });
    await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
    assert.match((await person.end(sender)).text, /Sent and verified/);
    assert.deepEqual(await receiver.evaluate(() => window.saidAtFirst), Array(count).fill(""));
    await person.save(receiver);
    await Promise.all([sender.click("#done-again"), receiver.click("#done-again")]);
  }
});

test("a link that has been used is not used again by a reload", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await receiver.evaluate((line) => (location.hash = `receive=${line}`), offer);
  await person.pasteReply(sender, await person.replyShown(receiver));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await receiver.reload();
  assert.equal(await person.viewName(receiver), "start");
  assert.equal(new URL(receiver.raw.url()).hash, "");
});

test("where there is no disk, the browser keeps it in memory, and says so", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  await receiver.evaluate(forbidDisk);
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  assert.match(await person.accept(receiver), /keeps it in memory until you save it[^]*500 MB/);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
});

test("a message arrives as it was written, and only as text", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "firefox")];
  const message = "See <b>you</b> at 8 \u{1f600}\nhttps://example.org/?a=1&b=2";
  const offer = await person.beginMessage(sender, message);
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  assert.match((await person.end(receiver)).text, /A message from your friend/);
  assert.equal(await receiver.evaluate(() => document.getElementById("done-text").textContent), message);
  assert.match((await person.end(sender)).text, /Your friend has the message/);
});

test("a link leads straight to the reply, from a server and from a file", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await browsers.firefox.open(PAGE.href)];
  t.after(() => receiver.close());
  const offer = await person.beginSending(sender, { files: content.clip });
  await receiver.raw.goto(`${PAGE.href}?stun=none#receive=${offer}`);
  await person.pasteReply(sender, await person.replyShown(receiver));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);

  const invited = await browsers.chromium.open(`${PAGE.href}?stun=none#${await person.offerAfter(sender, content)}`);
  t.after(() => invited.close());
  await invited.click("#invited-receive");
  await person.pasteReply(sender, await person.replyShown(invited));
  await person.accept(invited);
  assert.match((await person.end(invited)).text, /Received and verified/);
  await assertSameFile(content.clip, (await person.save(invited)).path);
});

test("a name from the other side is only ever text", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const name = "<img src=x onerror=document.title=1>.bin";
  await writeFile(join(content.directory, name), "x");
  const offer = await person.beginSending(sender, { files: join(content.directory, name) });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  assert.ok((await person.accept(receiver)).includes(name));
  assert.match((await person.end(receiver)).text, /Received and verified/);
  assert.equal((await person.save(receiver)).name, "_img src=x onerror=document.title=1_.bin");
  assert.equal(await receiver.evaluate(() => document.images.length), 0);
});

test("what is not saved yet is not thrown away at the first press", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  await person.end(receiver);
  await receiver.click("#done-again");
  assert.match(await person.text(receiver), /It is not saved yet[^]*Go on without saving it/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
  await receiver.click("#done-again");
  assert.equal(await person.viewName(receiver), "start");
});

test("a link with the next line is held until what has come is saved", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  await person.end(receiver);
  const next = await person.offerAfter(sender, content);
  await receiver.evaluate((line) => (location.hash = `receive=${line}`), next);
  await receiver.until(() => /not saved yet/.test(document.getElementById("done-save-hint").textContent));
  assert.match(await person.text(receiver), /new line in it[^]*Save it first[^]*Go on without saving it/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
  assert.match(await person.text(receiver), /Go on with your friend's new line/);
  await receiver.click("#done-again");
  await person.pasteReply(sender, await person.replyShown(receiver));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

test("a link with a new line is held during a transfer, and used to continue it", PATIENCE, async (t) => {
  const [sender, again, receiver] = [await open(t, "chromium"), await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.file });
  const next = await person.beginSending(again, { files: content.file });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  await receiver.until(() => !document.querySelector("[data-view=transfer]").hidden);
  await receiver.evaluate((line) => (location.hash = `receive=${line}`), next);
  await receiver.until(() => /new line in it/.test(document.getElementById("transfer-notice").textContent));
  await receiver.evaluate(() => window.cut());
  assert.match((await person.end(receiver)).text, /Interrupted/);
  await receiver.click("#problem-continue");
  await person.pasteReply(again, await person.replyShown(receiver));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await assertSameFile(content.file, (await person.save(receiver)).path);
});

test("a damaged block is asked for again", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await sender.evaluate(() => (window.damage = { nth: 40, times: 3 }));
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
  assert.ok((await sender.evaluate(() => window.sentBytes)) > CLIP + 2 ** 20);
});

test("a block that is damaged every time is refused, and nothing wrong is kept", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await sender.evaluate(() => (window.damage = { nth: 1, times: Infinity }));
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  const [ofSender, ofReceiver] = await Promise.all([person.end(sender), person.end(receiver)]);
  assert.match(ofSender.text, /not all of it[^]*arrived damaged/);
  assert.match(ofReceiver.text, /not all of it[^]*arrived damaged/);
  assert.ok(await receiver.evaluate(() => document.getElementById("done-save").hidden));
});

test("a wrong paste is told in words, and the right one is still welcome", PATIENCE, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.file });
  const fault = (page, id) => async (paste, pattern) => {
    await page.paste(`#${id}`, paste);
    await page.until(([name, source]) =>
      new RegExp(source).test(document.getElementById(name).textContent), [id.replace(/-\w+$/, "-fault"), pattern.source]);
  };
  const ofSender = fault(sender, "offer-reply");
  await ofSender("hello there, how are you today?", /not a line of p2pcopy/);
  await ofSender(offer, /your own line/);
  await ofSender(offer.slice(0, -5), /cut off/);
  await ofSender(`${offer.slice(0, -1)}x`, /damaged/);
  const ofReceiver = fault(receiver, "answer-line");
  await receiver.click("#start-receive");
  await ofReceiver("p2pcopy", /not a line of p2pcopy/);
  const answer = await person.reply(receiver, `Here: "${offer.slice(0, 50)}\n> ${offer.slice(50)}"`);
  await person.pasteReply(sender, answer);
  await person.accept(receiver);
  await sender.until(() => !document.querySelector("[data-view=transfer]").hidden);
  await sender.click("[data-view=transfer] .stop");
  const [a, b] = await Promise.all([person.end(sender), person.end(receiver)]);
  assert.match(a.text, /You have stopped it/);
  assert.match(b.text, /Your friend has stopped it/);
});

/** Types a text into the page's field, cuts it out again, and so has it in the clipboard. */
async function cutOut(page, text) {
  await page.click("#start-receive");
  await page.until(() => document.activeElement.id === "answer-line");
  const { keyboard } = page.raw;
  await keyboard.type(text);
  await keyboard.down("Control");
  for (const key of ["a", "x"]) await keyboard.press(key);
  await keyboard.up("Control");
}

test("Firefox pastes at a click what is the page's own, and asks for what is not: the page says so", PATIENCE, async (t) => {
  const [page, other] = [await open(t, "firefox"), await browsers.firefox.open(PAGE.href)];
  t.after(() => other.close());
  const click = async () => (await page.raw.$("[data-paste=answer-line]")).click();
  await page.raw.bringToFront();
  await cutOut(page, "from the page itself");
  await click();
  await page.until(() => document.getElementById("answer-line").value === "from the page itself");

  await other.raw.bringToFront();
  await cutOut(other, "from elsewhere");
  await page.raw.bringToFront();
  await click();
  await page.until(() => /press the Paste that it shows/.test(document.querySelector("[data-view=answer] .pasted").textContent));
});

test("both sending is told in words, also when both have begun", PATIENCE, async (t) => {
  const [one, other] = [await open(t, "chromium"), await open(t, "firefox")];
  const lines = [];
  for (const page of [one, other]) lines.push(await person.beginSending(page, { files: content.clip }));
  await person.pasteReply(one, lines[1]);
  await person.pasteReply(other, lines[0]);
  const ends = await Promise.all([person.end(one), person.end(other)]);
  for (const { text } of ends) assert.match(text, /both chose to send/);
});

test("both sending is told in words", PATIENCE, async (t) => {
  const [one, other] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(one, { files: content.clip });
  await person.pasteReply(one, await person.replySending(other, content, offer));
  const ends = await Promise.all([person.end(one), person.end(other)]);
  for (const { text } of ends) assert.match(text, /both chose to send/);
});
