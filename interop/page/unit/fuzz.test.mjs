// Mutated input from the other side never makes the page fail. `fuzz/run.mjs` continues with more seeds.

import { test } from "node:test";
import { Choices } from "../fuzz/mutation.mjs";
import { targets } from "../fuzz/targets.mjs";

const SEEDS = 400;

for (const { name, corpus, mutated, run } of targets) {
  test(`${name}: valid input and ${SEEDS} mutations`, async () => {
    for (const input of corpus) await run(input);
    for (let seed = 1; seed <= SEEDS; seed++) {
      const choices = new Choices(seed);
      const input = mutated(choices.of(corpus), choices);
      try {
        await run(input);
      } catch (e) {
        throw new Error(`seed ${seed} of ${name}: ${JSON.stringify(input)}`, { cause: e });
      }
    }
  });
}
