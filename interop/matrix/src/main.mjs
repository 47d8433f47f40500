// Runs the matrix, prints its table and writes it into docs/interop.md. `../run --help` says how.
import { parseArgs } from 'node:util';
import { CASES } from './cases.mjs';
import { EndProcess } from './end-process.mjs';
import { checkDocument, faultOf } from './faults.mjs';
import { Pair } from './pair.mjs';
import { ENDS, OURS } from './peers.mjs';
import { table, writeReport } from './report.mjs';

const STARTING_MS = 180_000;
const ROLES = ['offer', 'answer'];

/** How many pairs a quick run has beside each other; some mostly wait. */
const QUICK_LANES = 3;

/** What must be looked at stands out. */
const WORDS = { failed: 'FAILED', mended: 'MENDED' };

const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', multiple: true },
    role: { type: 'string', multiple: true, default: ROLES },
    case: { type: 'string', multiple: true },
    instead: { type: 'string', default: OURS },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const peers = options.peer ?? [...ENDS.keys()].filter((name) => name !== OURS);
const cases = CASES.filter(({ name }) => !options.case || options.case.includes(name));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    EndProcess.killAll();
    process.exit(1);
  });
}

checkDocument();
const scale = { megabytes: options.quick ? 2 : 20 };
const rows = peers.flatMap((peer) => options.role.map((role) => newRow(peer, role)));
// The last case mostly waits: the next pair need not.
const pending = [];
const waiting = options.quick ? longestFirst(rows) : [...rows];
await Promise.all(Array.from({ length: options.quick ? QUICK_LANES : 1 }, runLane));
await Promise.all(pending);

console.log(`\n${table(rows, cases)}`);
if (options.write) await writeReport(rows, cases);
const results = rows.flatMap((row) => [...row.results.values()]);
const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
const { ok, fault, failed, mended } = Object.fromEntries(
  ['ok', 'fault', 'failed', 'mended'].map((outcome) => [outcome, count(outcome)]),
);
console.log(`${ok} passed, ${fault} failed as documented, ${failed} failed, ${mended} passed that are documented to fail`);
process.exitCode = failed + mended > 0 ? 1 : 0;

function newRow(peer, role) {
  return { peer, title: ENDS.get(peer).title, role, version: '', results: new Map() };
}

/** The slowest peers first, each once, so that no lane is left with them at the end. */
function longestFirst(all) {
  const rank = ({ peer, role }) => [options.role.indexOf(role), ENDS.get(peer).isSlow ? 0 : 1];
  return [...all].sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
}

async function runLane() {
  for (let row = waiting.shift(); row; row = waiting.shift()) await runPair(row);
}

async function runPair(row) {
  const { peer: name, role } = row;
  const end = ENDS.get(name);
  const ours = new EndProcess(OURS, await ENDS.get(options.instead).argv());
  const theirs = new EndProcess(name, await end.argv());
  const stop = () => Promise.all([ours.stop(), theirs.stop()]);
  const pair = new Pair(ours, theirs, role === 'offer', end);
  try {
    const [, version] = await Promise.all(
      [ours, theirs].map((one) => one.expect(STARTING_MS, 'version')),
    );
    row.version = version.join(' ');
    for (const testCase of cases) {
      const result = runCase(pair, row, testCase, faultOf(name, testCase.name));
      if (testCase.last) pending.push(result.finally(stop));
      else await result;
    }
  } catch (error) {
    // The ends have not come up: none of the cases can be run.
    for (const { name: missed } of cases) {
      row.results.set(missed, { outcome: 'failed', text: error.message });
    }
    console.log(`FAILED ${end.title}: ${error.message}`);
    await stop();
    return;
  }
  if (!cases.at(-1)?.last) await stop();
}

async function runCase(pair, row, { name, title, run }, fault) {
  if (fault && options.quick) {
    row.results.set(name, { outcome: 'fault', text: '' });
    return;
  }
  const started = performance.now();
  let result;
  try {
    const outcome = fault && !fault.sometimes ? 'mended' : 'ok';
    result = { outcome, text: (await run(pair, scale)) ?? '' };
  } catch (error) {
    result = { outcome: fault?.symptom.test(error.message) ? 'fault' : 'failed', text: error.message };
  }
  row.results.set(name, result);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const outcome = WORDS[result.outcome] ?? result.outcome;
  const who = `${row.title} ${row.version}, they ${row.role}`;
  console.log(`${outcome.padEnd(6)} ${who}: ${title} (${seconds} s) ${result.text}`);
}
