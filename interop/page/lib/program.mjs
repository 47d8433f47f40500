// The command-line program as the other side: invite and reply go through its standard streams.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const PROGRAM = process.env.P2PCOPY ?? fileURLToPath(new URL("../../../target/p2pcopy", import.meta.url));

/** Starts the program with these arguments. */
export const startProgram = (...args) => startCommand(PROGRAM, ...args);

/** Starts any command that reads and prints blobs. */
export function startCommand(command, ...args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit").then(([code, signal]) => code ?? signal);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let stderr = "";
  child.stderr.on("data", (data) => (stderr += data));
  child.stdin.on("error", () => {});
  return {
    /** Returns the next line of standard output, normally a blob. */
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the program ended (${await exited}): ${stderr}`);
      return value;
    },
    /** Returns the rest of standard output. */
    async rest() {
      const all = [];
      for await (const line of { [Symbol.asyncIterator]: () => lines }) all.push(line);
      return all.join("\n");
    },
    /** Waits until standard error matches the pattern. */
    async reports(pattern) {
      while (!pattern.test(stderr)) await once(child.stderr, "data");
    },
    paste: (blob) => child.stdin.write(`${blob}\n`),
    /** Returns {code, stderr} once it has ended. */
    end: async () => ({ code: await exited, stderr }),
    kill: () => child.kill("SIGKILL"),
  };
}
