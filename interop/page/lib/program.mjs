// The program at the other end: the lines go over its standard streams, as between two people.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const PROGRAM = process.env.P2PCOPY ?? fileURLToPath(new URL("../../../target/p2pcopy", import.meta.url));

/** Starts the program with these arguments. */
export const startProgram = (...args) => startCommand(PROGRAM, ...args);

/** Starts any command that takes and prints lines. */
export function startCommand(command, ...args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit").then(([code, signal]) => code ?? signal);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  child.stdin.on("error", () => {});
  return {
    /** Returns the next line of standard output: the blob. */
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the program ended (${await exited}): ${said}`);
      return value;
    },
    /** Returns all that is left of its standard output. */
    async rest() {
      const all = [];
      for await (const line of { [Symbol.asyncIterator]: () => lines }) all.push(line);
      return all.join("\n");
    },
    /** Waits until these words stand on standard error. */
    async says(words) {
      while (!said.includes(words)) await once(child.stderr, "data");
    },
    paste: (line) => child.stdin.write(`${line}\n`),
    /** Returns {code, said} once it has ended. */
    end: async () => ({ code: await exited, said }),
    kill: () => child.kill("SIGKILL"),
  };
}
