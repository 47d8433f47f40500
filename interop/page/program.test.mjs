// Transfers between the command-line program and the page, both ways, in each browser.

import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startChromium, startFirefox } from "./lib/browsers.mjs";
import { CLIP, assertSameFile, assertSameTree, makeContent, unpack } from "./lib/content.mjs";
import * as person from "./lib/person.mjs";
import { startProgram } from "./lib/program.mjs";

const TIMEOUT = { timeout: 280_000 };
/** Size of the large file; may be reduced for slow machines. */
const BYTES = Number(process.env.PAGE_TEST_BYTES ?? 100_000_000);

let content;
let server;
let address;
const browsers = {};

before(async () => {
  content = await makeContent(BYTES);
  server = startProgram("page", "--serve");
  address = await server.line();
  browsers.chromium = await startChromium();
  browsers.firefox = await startFirefox();
});

after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser.close()));
  server?.kill();
  await content?.remove();
});

async function open(t, browser) {
  const page = await browsers[browser].open(`${address}?stun=none`);
  t.after(() => page.close());
  t.after(() => assert.deepEqual(page.errors, []));
  return page;
}

async function directory(name) {
  const path = join(content.directory, name);
  await mkdir(path, { recursive: true });
  return path;
}

const send = (...args) => startProgram("send", "--stun", "none", ...args);
const receive = (path, ...args) => startProgram("receive", "--stun", "none", "--yes", "-d", path, ...args);

async function assertDone(program) {
  const { code, stderr } = await program.end();
  assert.equal(code, 0, stderr);
}

for (const browser of ["chromium", "firefox"]) {
  test(`the program sends a large file to ${browser}`, TIMEOUT, async (t) => {
    const page = await open(t, browser);
    const program = send(content.file);
    t.after(() => program.kill());
    program.paste(await person.replyReceiving(page, await program.line()));
    assert.match(await person.accept(page), /big film\.bin, [\d.]+ MB/);
    const { text } = await person.end(page);
    assert.match(text, /Received and verified/);
    console.log(`program to ${browser}: ${/\(.*\/s\)/.exec(text)}`);
    await assertDone(program);
    await assertSameFile(content.file, (await person.save(page)).path);
  });

  test(`${browser} sends a large file to the program`, TIMEOUT, async (t) => {
    const page = await open(t, browser);
    const path = await directory(`from ${browser}`);
    const program = receive(path);
    t.after(() => program.kill());
    program.paste(await person.beginSending(page, { files: content.file }));
    await person.pasteReply(page, await program.line());
    const { text } = await person.end(page);
    assert.match(text, /Sent and verified/);
    console.log(`${browser} to program: ${/\(.*\/s\)/.exec(text)}`);
    await assertDone(program);
    await assertSameFile(content.file, join(path, "big film.bin"));
  });
}

for (const browser of ["chromium", "firefox"]) {
  test(`the program and ${browser} may both create an invite, and either may paste first`, TIMEOUT, async (t) => {
    const page = await open(t, browser);
    const program = send(content.clip);
    t.after(() => program.kill());
    const invites = [await program.line(), await person.beginReceiving(page)];
    await person.pasteReply(page, invites[0]);
    await page.until(() => !document.getElementById("offer-crossed").hidden);
    program.paste(invites[1]);
    await person.accept(page);
    assert.match((await person.end(page)).text, /Received and verified/);
    await assertDone(program);
    await assertSameFile(content.clip, (await person.save(page)).path);

    await page.click("#done-again");
    const path = await directory(`both begin ${browser}`);
    const receiver = receive(path, "--offer");
    t.after(() => receiver.kill());
    receiver.paste(await person.beginSending(page, { files: content.clip }));
    await receiver.reports(/Waiting for your friend to paste your invite/);
    await person.pasteReply(page, await receiver.line());
    assert.match((await person.end(page)).text, /Sent and verified/);
    await assertDone(receiver);
    await assertSameFile(content.clip, join(path, "clip.bin"));
  });
}

for (const browser of ["chromium", "firefox"]) {
  test(`the program sends a folder to ${browser}`, TIMEOUT, async (t) => {
    const page = await open(t, browser);
    const program = send(content.folder);
    t.after(() => program.kill());
    program.paste(await person.replyReceiving(page, await program.line()));
    assert.match(await person.accept(page), /pictures: 50 files/);
    assert.match((await person.end(page)).text, /Received and verified/);
    await assertDone(program);
    const unpacked = join(content.directory, `unpacked ${browser}`);
    await unpack((await person.save(page)).path, unpacked);
    await assertSameTree(content.folder, join(unpacked, "pictures"));
  });

  test(`${browser} sends a folder to the program, which created the invite`, TIMEOUT, async (t) => {
    const page = await open(t, browser);
    const path = await directory(`folder of ${browser}`);
    const program = receive(path, "--offer");
    t.after(() => program.kill());
    program.paste(await person.replySending(page, content, await program.line()));
    assert.match((await person.end(page)).text, /Sent and verified/);
    await assertDone(program);
    await assertSameTree(content.folder, join(path, "pictures"));
  });
}

test("the page names what the program skips", TIMEOUT, async (t) => {
  const page = await open(t, "chromium");
  const path = await directory("taken");
  await mkdir(join(path, "pictures"));
  const [taken] = (await readdir(content.folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  await writeFile(join(path, "pictures", taken.name), "another one");
  const program = receive(path, "--offer", "--on-conflict", "skip");
  t.after(() => program.kill());
  program.paste(await person.replySending(page, content, await program.line()));
  const { text } = await person.end(page);
  assert.match(text, /Sent and verified/);
  assert.ok(text.includes(`${taken.name}: skipped, because your friend has a file with this name`), text);
  await assertDone(program);
});

test("messages go both ways", TIMEOUT, async (t) => {
  const page = await open(t, "chromium");
  const sender = send("--text", "Room 7, <i>left</i>");
  t.after(() => sender.kill());
  sender.paste(await person.replyReceiving(page, await sender.line()));
  assert.match((await person.end(page)).text, /A message from your friend\s+Room 7, <i>left<\/i>/);
  await assertDone(sender);

  await page.click("#done-again");
  const receiver = receive(await directory("message"));
  t.after(() => receiver.kill());
  receiver.paste(await person.beginMessage(page, "Thanks!"));
  await person.pasteReply(page, await receiver.line());
  assert.match((await person.end(page)).text, /Your friend has the message/);
  const { code, stderr } = await receiver.end();
  assert.equal(code, 0, stderr);
  assert.match(stderr + (await receiver.rest()), /Thanks!/);
});

describe("concurrently, because one of them waits", { concurrency: true }, () => {
  test("after an interruption both create a new invite, and each pastes the other's", TIMEOUT, async (t) => {
    const page = await open(t, "chromium");
    const path = await directory("cut");
    const program = receive(path);
    t.after(() => program.kill());
    program.paste(await person.beginSending(page, { files: content.clip }));
    await page.evaluate((bytes) => (window.cutAfter = bytes), 0.6 * CLIP);
    await person.pasteReply(page, await program.line());
    assert.match((await person.end(page)).text, /Interrupted/);
    const before = await page.evaluate(() => window.sentBytes);
    await page.click("#problem-continue");
    const invites = [await person.offerAgain(page), await program.line()];
    program.paste(invites[0]);
    await person.pasteReply(page, invites[1]);
    assert.match((await person.end(page)).text, /Sent and verified/);
    await assertDone(program);
    const rest = (await page.evaluate(() => window.sentBytes)) - before;
    assert.ok(rest < 0.9 * CLIP, `${rest} bytes were sent again`);
    await assertSameFile(content.clip, join(path, "clip.bin"));
  });

  test("after an interruption the page replies to the program's new invite", TIMEOUT, async (t) => {
    const page = await open(t, "firefox");
    const program = send(content.clip);
    t.after(() => program.kill());
    program.paste(await person.replyReceiving(page, await program.line()));
    await person.accept(page);
    await page.until((bytes) => window.receivedBytes > bytes, 0.3 * CLIP);
    await page.evaluate(() => window.cut());
    assert.match((await person.end(page)).text, /Interrupted/);
    await page.click("#problem-continue");
    program.paste(await person.reply(page, await program.line()));
    assert.match((await person.end(page)).text, /Received and verified/);
    await assertDone(program);
    await assertSameFile(content.clip, (await person.save(page)).path);
  });

  test("a killed program is started again, and only the rest is sent", TIMEOUT, async (t) => {
    const page = await open(t, "chromium");
    const path = await directory("killed");
    const first = receive(path);
    t.after(() => first.kill());
    first.paste(await person.beginSending(page, { files: content.clip }));
    await person.pasteReply(page, await first.line());
    await page.until((bytes) => window.sentBytes > bytes, 0.5 * CLIP);
    first.kill();
    assert.match((await person.end(page)).text, /Interrupted/);

    const before = await page.evaluate(() => window.sentBytes);
    const second = receive(path);
    t.after(() => second.kill());
    await page.click("#problem-continue");
    second.paste(await person.offerAgain(page));
    await person.pasteReply(page, await second.line());
    assert.match((await person.end(page)).text, /Sent and verified/);
    await assertDone(second);
    const rest = (await page.evaluate(() => window.sentBytes)) - before;
    assert.ok(rest < 0.9 * CLIP, `${rest} bytes were sent again`);
    await assertSameFile(content.clip, join(path, "clip.bin"));
  });

  test("the program requests a damaged block of the page again", TIMEOUT, async (t) => {
    const page = await open(t, "chromium");
    const path = await directory("damaged");
    const program = receive(path);
    t.after(() => program.kill());
    program.paste(await person.beginSending(page, { files: content.clip }));
    await page.evaluate(() => (window.damage = { nth: 40, times: 2 }));
    await person.pasteReply(page, await program.line());
    assert.match((await person.end(page)).text, /Sent and verified/);
    await assertDone(program);
    await assertSameFile(content.clip, join(path, "clip.bin"));
  });
});
