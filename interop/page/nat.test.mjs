// The page behind a NAT, and the program behind another.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { makeContent } from "./lib/content.mjs";
import { PROGRAM, startCommand } from "./lib/program.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const NETWORK = path("../nat/network");
const STUN = "11.0.0.10:3478";

/** How long the NATs keep an idle mapping, and when the reply is pasted: browsers stop checking after 15 seconds. */
const MAPPING_SECONDS = 3;
const REPLY_DELAY_MS = 22_000;

const id = `pp${process.pid}`;
let content;

before(async () => {
  content = await makeContent(1000);
  execFileSync(NETWORK, ["up", id, "port-restricted", "port-restricted", "--life", String(MAPPING_SECONDS)]);
  execFileSync(NETWORK, ["stun", id]);
});

after(async () => {
  execFileSync(NETWORK, ["down", id]);
  await content?.remove();
});

describe("concurrently, because they wait", { concurrency: true }, () => {
  for (const browser of ["chromium", "firefox"]) {
    test(`the reply of ${browser} works after both NATs have dropped their mappings`, { timeout: 120_000 }, async (t) => {
      const run = (host, ...command) => {
        const started = startCommand("ip", "netns", "exec", id + host, ...command);
        t.after(() => started.kill());
        return started;
      };
      const page = run("b", process.execPath, path("lib/answerer.mjs"), browser, `stun=${STUN}`);
      const program = run("a", PROGRAM, "send", content.clip, "--stun", STUN);
      page.paste(await program.line());
      const reply = await page.line();
      await delay(REPLY_DELAY_MS);
      program.paste(reply);
      const { code, stderr } = await program.end();
      assert.equal(code, 0, stderr);
      assert.match(await page.line(), /Received and verified/);
    });
  }
});
