// Fuzzes the page's decoders: node fuzz/run.mjs SECONDS [SEED]
// Prints the first input of each target that makes the page fail, with its seed, and exits with 1.

import { inspect } from "node:util";
import { Choices } from "./mutation.mjs";
import { targets } from "./targets.mjs";

const [seconds = "60", first = "1"] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1000;
const failed = new Set();
const runs = new Map(targets.map(({ name }) => [name, 0]));
for (let seed = Number(first); Date.now() < end && failed.size < targets.length; seed++) {
  for (const target of targets.filter(({ name }) => !failed.has(name))) {
    const choices = new Choices(seed);
    const input = target.mutated(choices.of(target.corpus), choices);
    try {
      await target.run(input);
    } catch (e) {
      failed.add(target.name);
      console.log(`${target.name}, seed ${seed}: ${inspect(input, { depth: 9, maxArrayLength: 99 })}\n${e.stack}`);
    }
    runs.set(target.name, runs.get(target.name) + 1);
  }
}
console.log(Object.fromEntries(runs), `${Math.round(process.memoryUsage().rss / 1e6)} MB`);
process.exitCode = failed.size > 0 ? 1 : 0;
