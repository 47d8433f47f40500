// Measures copies between the program and Chromium, and between two Chromiums: see `speed`.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { servePage, startChromiumOnDisk } from "./lib/browsers.mjs";
import { makeFile } from "./lib/content.mjs";
import { watchMemory } from "./lib/memory.mjs";
import * as person from "./lib/person.mjs";
import { startProgram } from "./lib/program.mjs";

const END_TIMEOUT_MS = 4 * 3600 * 1000;
const [bytes = "200000000", runs = "3", ...pairs] = process.argv.slice(2);
const directory = await mkdtemp(join(process.env.TMPDIR ?? tmpdir(), "p2pcopy-speed-"));
const file = join(directory, "file.bin");

const program = {
  async send() {
    const child = startProgram("send", "--stun", "none", file);
    return { offer: await child.line(), answered: child.paste, end: child.end, close: child.kill };
  },
  async receive(offer) {
    // A new directory each time: present files would be resumed.
    const target = await mkdtemp(join(directory, "received-"));
    const child = startProgram("receive", "--stun", "none", "--yes", "-d", target);
    child.paste(offer);
    const close = async () => {
      await child.kill();
      await rm(target, { recursive: true, force: true });
    };
    return { answer: await child.line(), accepted: () => {}, end: child.end, close };
  },
};

const chromium = {
  async send() {
    const { browser, page, memory } = await openPage();
    const offer = await person.beginSending(page, { files: file });
    return {
      offer,
      answered: (answer) => person.pasteReply(page, answer),
      end: () => endOf(page, memory),
      close: browser.close,
    };
  },
  async receive(offer) {
    const { browser, page, memory } = await openPage();
    return {
      answer: await person.replyReceiving(page, offer),
      accepted: () => person.accept(page),
      end: () => endOf(page, memory),
      close: browser.close,
    };
  },
};

const ENDS = { program, chromium };
const server = await servePage();

/** Each page has a browser of its own with a profile on disk. */
async function openPage() {
  const browser = await startChromiumOnDisk(join(directory, `profile-${Math.random()}`));
  const page = await browser.open(`${server.address}?stun=none`);
  return { browser, page, memory: watchMemory(browser.profile) };
}

async function endOf(page, memory) {
  const { text } = await person.end(page, END_TIMEOUT_MS);
  const [, rate, unit] = /\(([\d.]+) (kB|MB|GB)\/s\)/.exec(text) ?? [];
  if (rate === undefined) throw new Error(text);
  return { rate: rate * { kB: 0.001, MB: 1, GB: 1000 }[unit], memory: memory.stop() };
}

/** Returns the rate in MB/s that a page shows, and the memory of each page. */
async function copy(from, to) {
  const sender = await ENDS[from].send();
  const receiver = await ENDS[to].receive(sender.offer);
  try {
    await sender.answered(receiver.answer);
    await receiver.accepted();
    const ends = await Promise.all([sender.end(), receiver.end()]);
    const pages = ends.filter(({ rate }) => rate !== undefined);
    return { rate: pages.at(-1).rate, memory: pages.map(({ memory }) => memory) };
  } finally {
    await Promise.all([sender.close(), receiver.close()]);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  await makeFile(file, Number(bytes));
  const chosen = pairs.length > 0 ? pairs : ["program-chromium", "chromium-program", "chromium-chromium"];
  const results = Object.fromEntries(chosen.map((pair) => [pair, []]));
  // The pairs take turns, so that other load affects all alike.
  for (let run = 0; run < Number(runs); run++) {
    for (const pair of chosen) {
      const result = await copy(...pair.split("-"));
      const memory = result.memory.map(({ pss, rss }) => `${pss} (${rss})`).join(" and ");
      console.log(`${pair}: ${result.rate} MB/s, at most ${memory} MB resident: proportional (whole)`);
      results[pair].push(result.rate);
    }
  }
  for (const pair of chosen) console.log(`${pair}: median ${median(results[pair])} MB/s of ${results[pair].join(", ")}`);
} finally {
  server.close();
  await rm(directory, { recursive: true, force: true });
}
