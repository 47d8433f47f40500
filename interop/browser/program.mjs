// Starts the other end of the wire: io.p2pcopy.interop.WirePeer, spoken to by lines of JSON.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const target = fileURLToPath(new URL("../../target/", import.meta.url));
const CLASS_PATH = process.env.P2PCOPY_CLASS_PATH ?? `${target}p2pcopy.jar:${target}test-classes`;

/** Returns the program in the role of `offer` or `answer`, to exchange `bytes` each way. */
export function startProgram(role, bytes) {
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : "java";
  const program = spawn(
    java,
    ["-Xmx256m", "-cp", CLASS_PATH, "io.p2pcopy.interop.WirePeer", role, String(bytes)],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const exited = once(program, "exit").then(([code, signal]) => code ?? signal);
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  return {
    /** Hands over the SDP of the browser. */
    give: (sdp) => program.stdin.write(`${Buffer.from(sdp).toString("base64")}\n`),
    /** Returns the next event, which must have this name. */
    async next(name) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the program ended (${await exited}) before "${name}"`);
      const event = JSON.parse(value);
      if (event.event !== name) throw new Error(`instead of "${name}" came ${value}`);
      return event;
    },
    /** Has it close the connection, and returns its exit code. */
    async finish() {
      program.stdin.end();
      return exited;
    },
    kill: () => program.kill(),
  };
}
