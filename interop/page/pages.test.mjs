// Transfers between two pages, in each browser and between browsers.

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

const TIMEOUT = { timeout: 280_000 };
/** Size of the large file; may be reduced for slow machines. */
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
  test(`${from} sends a large file to ${to}`, TIMEOUT, async (t) => {
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
  test(`a folder arrives as one archive in ${browser}, and the receiver may create the invite`, TIMEOUT, async (t) => {
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

/** Returns the reply as an older program creates it, without the identifier of the invite. */
const withoutItsInvite = async (reply) => encodeBlob({ ...(await decodeBlob(reply)), answeredOffer: undefined });

/** Longer than the ten seconds after which Firefox stops checking. */
const PASTE_DELAY_MS = 15_000;

describe("concurrently, because they wait", { concurrency: true }, () => {
  for (const [from, to] of [["chromium", "firefox"], ["firefox", "chromium"]]) {
    test(`${from} and ${to} may both create an invite: no reply is needed`, TIMEOUT, async (t) => {
      const [sender, receiver] = [await open(t, from), await open(t, to)];
      const invites = [await person.beginSending(sender, { files: content.clip }), await person.beginReceiving(receiver)];
      await person.pasteReply(sender, invites[1]);
      await sender.until(() => /send it now if you have not yet/.test(document.getElementById("offer-crossed").textContent));
      await delay(PASTE_DELAY_MS);
      await person.pasteReply(receiver, invites[0]);
      await person.accept(receiver);
      assert.match((await person.end(receiver)).text, /Received and verified/);
      assert.match((await person.end(sender)).text, /Sent and verified/);
      await assertSameFile(content.clip, (await person.save(receiver)).path);
    });
  }

  test("after a reply that does not connect the sender tries again with the same files", TIMEOUT, async (t) => {
    const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
    const former = await person.replyReceiving(receiver, await person.beginSending(sender, { files: content.clip }));
    await receiver.reload();
    await sender.click("[data-view=offer] .back");
    await person.beginSending(sender, { files: content.clip });
    await person.pasteReply(sender, await withoutItsInvite(former));
    assert.match((await person.end(sender)).text, /No connection: nothing came from your friend's device[^]*older invite[^]*What you chose to send is kept/);
    await sender.click("#problem-continue");
    await person.pasteReply(sender, await person.replyReceiving(receiver, await person.offerAgain(sender)));
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
  });

  // Only one page of Firefox receives: all share their private file system.
  test("a reply may be pasted late", TIMEOUT, async (t) => {
    const [sender, receiver] = [await open(t, "firefox"), await open(t, "chromium")];
    const reply = await person.replySending(sender, { files: content.clip }, await person.beginReceiving(receiver));
    await delay(PASTE_DELAY_MS);
    await person.pasteReply(receiver, reply);
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
  });
});

/** Disables the private file system, as for a page opened from a file. */
const forbidDisk = () => {
  navigator.storage.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"));
};

/** Interrupts a transfer of the clip, and returns how many bytes were sent. */
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

test("an interrupted transfer resumes with a new invite, and only the rest is sent", TIMEOUT, async (t) => {
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
  test(`chromium and ${other} may both create a new invite: each pastes the other's`, TIMEOUT, async (t) => {
    const [sender, receiver] = [await open(t, "chromium"), await open(t, other)];
    const before = await interrupted(sender, receiver);
    await Promise.all([sender.click("#problem-continue"), receiver.click("#problem-continue")]);
    await receiver.click("#answer-switch");
    const invites = [await person.offerAgain(sender), await person.offerAgain(receiver)];
    await person.pasteReply(sender, invites[1]);
    await sender.until(() => !document.getElementById("offer-crossed").hidden);
    await person.pasteReply(receiver, invites[0]);
    assert.match((await person.end(receiver)).text, /Received and verified/);
    assert.match((await person.end(sender)).text, /Sent and verified/);
    await assertOnlyTheRestWasSent(sender, before);
    await assertSameFile(content.clip, (await person.save(receiver)).path);
  });
}

for (const from of ["chromium", "firefox"]) {
  test(`after both have created an invite, ${from} accepts a newer one of the friend`, TIMEOUT, async (t) => {
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

test("a reply pasted after the friend's invite leads to a new invite, and to the files", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.beginReceiving(receiver));
  await sender.until(() => !document.getElementById("offer-crossed").hidden);
  await receiver.click("#offer-switch");
  await person.pasteAnother(sender, "offer-reply", await person.reply(receiver, offer));
  await sender.until((old) => !["", old].includes(document.getElementById("offer-line").value), offer);
  assert.match(await person.text(sender), /first invite can no longer be used/);
  await person.pasteReply(sender, await person.replyAgain(receiver, await person.offerAgain(sender)));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

test("a receiver that has replied accepts a newer invite", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "firefox")];
  await person.replyReceiving(receiver, await person.beginSending(sender, { files: content.clip }));
  await sender.click("[data-view=offer] .back");
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyAgain(receiver, offer));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

for (const browser of ["chromium", "firefox"]) {
  test(`${browser} refuses the reply to an older invite at once, and still accepts the right one`, TIMEOUT, async (t) => {
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

test("a sender who stops while connecting tries again with the same files", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const former = await person.replyReceiving(receiver, await person.beginSending(sender, { files: content.clip }));
  await sender.click("[data-view=offer] .back");
  await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await withoutItsInvite(former));
  await sender.click("#connecting-stop");
  assert.match((await person.end(sender)).text, /You stopped connecting[^]*What you chose to send is kept/);
  await sender.click("#problem-continue");
  await person.pasteReply(sender, await person.replyAgain(receiver, await person.offerAgain(sender)));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

test("received content survives a reload of the page", TIMEOUT, async (t) => {
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

test("a file and a folder are written to the chosen place", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  // No driver can operate the browser's picker, so this one returns a file in the private file system.
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

// With received files in the private file system, and in memory.
for (const kind of ["private", "memory"]) {
  test(`a sender that was reloaded sends only the rest: ${kind}`, TIMEOUT, async (t) => {
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

/** Replaces the folder picker, which no driver can operate, by one that returns a private directory. */
const pickFolder = () => {
  window.showDirectoryPicker = async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle("place", { create: true });
  };
};

test("starting over after an interruption leaves no empty file in the folder", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const files = [content.file, content.clip];
  // Far more than may be in flight, so that the receiver has written some of it.
  await sender.evaluate((bytes) => (window.cutAfter = bytes), Math.min(30e6, 0.6 * BYTES));
  await person.pasteReply(sender, await person.replyReceiving(receiver, await person.beginSending(sender, { files })));
  await person.acceptInto(receiver, pickFolder);
  assert.match((await person.end(receiver)).text, /Interrupted/);
  assert.ok("big film.bin" in (await person.hashesIn(receiver, "place")));
  await receiver.click("[data-view=problem] .back");
  while (Object.keys(await person.hashesIn(receiver, "place")).length > 0) await delay(100);
});

test("a folder that no longer exists is reported, with what to do", TIMEOUT, async (t) => {
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
  assert.match((await person.end(receiver)).text, /moved or deleted[^]*choose it again/);
  assert.match((await person.end(sender)).text, /could not be read or written on your friend's device/);
});

test("no announcement of the first transfer remains during the second", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  await receiver.evaluate(() => {
    const view = document.querySelector("[data-view=transfer]");
    window.firstAnnouncements = [];
    new MutationObserver(() => {
      if (!view.hidden) window.firstAnnouncements.push(document.getElementById("transfer-said").textContent);
    }).observe(view, { attributes: true });
  });
  for (const count of [1, 2]) {
    const offer = await person.beginSending(sender, { files: content.clip });
    await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
    await person.accept(receiver);
    assert.match((await person.end(receiver)).text, /Received and verified/);
    assert.match((await person.end(sender)).text, /Sent and verified/);
    assert.deepEqual(await receiver.evaluate(() => window.firstAnnouncements), Array(count).fill(""));
    await person.save(receiver);
    await Promise.all([sender.click("#done-again"), receiver.click("#done-again")]);
  }
});

test("an invite in a link is not used again after a reload", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await receiver.evaluate((invite) => (location.hash = `receive=${invite}`), offer);
  await person.pasteReply(sender, await person.replyShown(receiver));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await receiver.reload();
  assert.equal(await person.viewName(receiver), "start");
  assert.equal(new URL(receiver.raw.url()).hash, "");
});

test("without a private file system, files are kept in memory, and the page says so", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  await receiver.evaluate(forbidDisk);
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  assert.match(await person.accept(receiver), /keeps it in memory until you save it[^]*500 MB/);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
});

test("a message arrives unchanged, and only as text", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "firefox")];
  const message = "See <b>you</b> at 8 \u{1f600}\nhttps://example.org/?a=1&b=2";
  const offer = await person.beginMessage(sender, message);
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  assert.match((await person.end(receiver)).text, /A message from your friend/);
  assert.equal(await receiver.evaluate(() => document.getElementById("done-text").textContent), message);
  assert.match((await person.end(sender)).text, /Your friend has the message/);
});

test("a link leads straight to the reply, from a server and from a file", TIMEOUT, async (t) => {
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

test("a name from the other side is shown only as text", TIMEOUT, async (t) => {
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

test("unsaved files are not discarded at the first press", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  await person.end(receiver);
  await receiver.click("#done-again");
  assert.match(await person.text(receiver), /It is not saved yet[^]*Continue without saving/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
  await receiver.click("#done-again");
  assert.equal(await person.viewName(receiver), "start");
});

test("a link with a new invite is held until the received file is saved", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  await person.end(receiver);
  const next = await person.offerAfter(sender, content);
  await receiver.evaluate((invite) => (location.hash = `receive=${invite}`), next);
  await receiver.until(() => /not saved yet/.test(document.getElementById("done-save-hint").textContent));
  assert.match(await person.text(receiver), /contains a new invite[^]*Save it first[^]*Continue without saving/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
  assert.match(await person.text(receiver), /Continue with your friend's new invite/);
  await receiver.click("#done-again");
  await person.pasteReply(sender, await person.replyShown(receiver));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
});

test("a link with a new invite is held during a transfer, and used to resume it", TIMEOUT, async (t) => {
  const [sender, again, receiver] = [await open(t, "chromium"), await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.file });
  const next = await person.beginSending(again, { files: content.file });
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  await receiver.until(() => !document.querySelector("[data-view=transfer]").hidden);
  await receiver.evaluate((invite) => (location.hash = `receive=${invite}`), next);
  await receiver.until(() => /contains a new invite/.test(document.getElementById("transfer-notice").textContent));
  await receiver.evaluate(() => window.cut());
  assert.match((await person.end(receiver)).text, /Interrupted/);
  await receiver.click("#problem-continue");
  await person.pasteReply(again, await person.replyShown(receiver));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await assertSameFile(content.file, (await person.save(receiver)).path);
});

test("a damaged block is requested again", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.clip });
  await sender.evaluate(() => (window.damage = { nth: 40, times: 3 }));
  await person.pasteReply(sender, await person.replyReceiving(receiver, offer));
  await person.accept(receiver);
  assert.match((await person.end(receiver)).text, /Received and verified/);
  await assertSameFile(content.clip, (await person.save(receiver)).path);
  assert.ok((await sender.evaluate(() => window.sentBytes)) > CLIP + 2 ** 20);
});

test("a block that is always damaged is refused, and nothing damaged is kept", TIMEOUT, async (t) => {
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

test("a wrong paste is explained, and the right one is still accepted", TIMEOUT, async (t) => {
  const [sender, receiver] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(sender, { files: content.file });
  const fault = (page, id) => async (paste, pattern) => {
    await page.paste(`#${id}`, paste);
    await page.until(([name, source]) =>
      new RegExp(source).test(document.getElementById(name).textContent), [id.replace(/-\w+$/, "-fault"), pattern.source]);
  };
  const ofSender = fault(sender, "offer-reply");
  await ofSender("hello there, how are you today?", /not an invite or reply of p2pcopy/);
  await ofSender(offer, /your own invite/);
  await ofSender(offer.slice(0, -5), /cut off/);
  await ofSender(`${offer.slice(0, -1)}x`, /damaged/);
  const ofReceiver = fault(receiver, "answer-line");
  await receiver.click("#start-receive");
  await ofReceiver("p2pcopy", /not an invite or reply of p2pcopy/);
  const answer = await person.reply(receiver, `Here: "${offer.slice(0, 50)}\n> ${offer.slice(50)}"`);
  await person.pasteReply(sender, answer);
  await person.accept(receiver);
  await sender.until(() => !document.querySelector("[data-view=transfer]").hidden);
  await sender.click("[data-view=transfer] .stop");
  const [a, b] = await Promise.all([person.end(sender), person.end(receiver)]);
  assert.match(a.text, /You stopped the transfer/);
  assert.match(b.text, /Your friend stopped the transfer/);
});

/** Types a text into the page's field and cuts it to the clipboard. */
async function cutToClipboard(page, text) {
  await page.click("#start-receive");
  await page.until(() => document.activeElement.id === "answer-line");
  const { keyboard } = page.raw;
  await keyboard.type(text);
  await keyboard.down("Control");
  for (const key of ["a", "x"]) await keyboard.press(key);
  await keyboard.up("Control");
}

test("Firefox pastes the page's own text at a click and asks about other text, which the page explains", TIMEOUT, async (t) => {
  const [page, other] = [await open(t, "firefox"), await browsers.firefox.open(PAGE.href)];
  t.after(() => other.close());
  const click = async () => (await page.raw.$("[data-paste=answer-line]")).click();
  await page.raw.bringToFront();
  await cutToClipboard(page, "from the page itself");
  await click();
  await page.until(() => document.getElementById("answer-line").value === "from the page itself");

  await other.raw.bringToFront();
  await cutToClipboard(other, "from elsewhere");
  await page.raw.bringToFront();
  await click();
  await page.until(() => /press the Paste that it shows/.test(document.querySelector("[data-view=answer] .pasted").textContent));
});

test("two senders are told so, also if both created an invite", TIMEOUT, async (t) => {
  const [one, other] = [await open(t, "chromium"), await open(t, "firefox")];
  const invites = [];
  for (const page of [one, other]) invites.push(await person.beginSending(page, { files: content.clip }));
  await person.pasteReply(one, invites[1]);
  await person.pasteReply(other, invites[0]);
  const ends = await Promise.all([person.end(one), person.end(other)]);
  for (const { text } of ends) assert.match(text, /both chose to send/);
});

test("two senders are told so", TIMEOUT, async (t) => {
  const [one, other] = [await open(t, "chromium"), await open(t, "chromium")];
  const offer = await person.beginSending(one, { files: content.clip });
  await person.pasteReply(one, await person.replySending(other, content, offer));
  const ends = await Promise.all([person.end(one), person.end(other)]);
  for (const { text } of ends) assert.match(text, /both chose to send/);
});
