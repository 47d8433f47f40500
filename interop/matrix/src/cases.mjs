// What is tried with each implementation, in each role. A case begins with a new connection, throws
// an error with the reason if something is wrong, and may return a remark.
import { EVENT_MS, newLabel } from './pair.mjs';

const MB = 1_000_000;

/** What a case returns if one of the ends says that it takes no such messages. */
export const NOT_TAKEN = 'not taken';

/** For what has to wait for megabytes that are sent at the same time. */
const BUSY_MS = 60_000;

/** Of who sends one channel after the other: no more than is needed to see it. */
const BULK = 10 * MB;

/** Of who sends them by turns: more than is ever sent, as it is stopped. */
const ENDLESS_BULK = 1000 * MB;

/** Until a channel is open beside the bulk, a message has come through, and the bulk has come to its end. */
const TURNS_MS = 3 * BUSY_MS;

const CLEAN_END_MS = 10_000;

/** p2pcopy says that nothing has come for 40 s; the rest is for a busy machine. */
const ABRUPT_END_MS = 45_000;
const ABRUPT_END = 'nothing has come from the other computer for 40 seconds';

const exchangeMuch = (mode) => async (pair, { megabytes }) => {
  const label = await pair.connect(mode);
  const started = performance.now();
  await pair.exchange(label, mode, megabytes * MB);
  return `${((2000 * megabytes) / (performance.now() - started)).toFixed(0)} MB/s`;
};

/** One message at a time, so that none is carried by those behind it. */
async function sizes(pair) {
  const label = await pair.connect();
  for (const end of pair.ends) {
    for (const size of pair.sizes) await pair.transfer(end, label, 'ordered', 0, { sizes: [size] });
  }
}

/** Messages above 64 KiB, one close behind the other. */
async function large(pair) {
  const label = await pair.connect();
  if (pair.largeSizes.length === 0) return NOT_TAKEN;
  const total = 5 * MB;
  const sizes = pair.largeSizes;
  await Promise.all(pair.ends.map((end) => pair.transfer(end, label, 'ordered', total, { sizes })));
}

async function empty(pair) {
  const label = await pair.connect();
  for (const end of pair.ends) {
    await pair.transfer(end, label, 'ordered', 0, { sizes: [0, 't0', 5, 't5', 0, 0, 't0', 't1'] });
  }
}

/** Labels may be any text. */
async function labels(pair) {
  await pair.connect();
  for (const end of pair.ends) {
    const label = `${newLabel()}-größe-\u{1f642}`;
    await pair.open(end, label, 'ordered');
    await pair.exchange(label, 'ordered', 0);
  }
}

/** Eight more channels, opened from both ends at the same time, all in use at the same time. */
async function channels(pair) {
  await pair.connect();
  await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const label = newLabel();
      const mode = i % 4 < 2 ? 'ordered' : 'unordered';
      await pair.open(pair.ends[i % 2], label, mode);
      await pair.exchange(label, mode, MB);
    }),
  );
}

/** A channel is opened and closed by each end in turn; what was sent before the close arrives. */
async function reopen(pair) {
  const first = await pair.connect();
  const label = newLabel();
  for (let round = 0; round < 8; round++) {
    const closer = pair.ends[round % 2];
    const mode = round % 4 < 2 ? 'ordered' : 'unordered';
    await pair.open(pair.ends[round >> 2], label, mode);
    await pair.exchange(label, mode, 0);
    const afterwards = () => closer.say('close', label);
    await pair.transfer(closer, label, mode, MB / 2, { afterwards });
    await Promise.all(pair.ends.map((end) => end.expect(EVENT_MS, 'closed', label)));
  }
  await pair.exchange(first, 'ordered', 0);
}

async function theyEnd(pair) {
  const label = await pair.connect();
  await pair.exchange(label, 'ordered', 0);
  pair.theirs.say('end');
  await pair.theirs.expect(CLEAN_END_MS, 'ended');
  const reason = await pair.ours.expect(CLEAN_END_MS, 'closed', label);
  return reason.join(' ');
}

/** What is queued when we close still arrives. */
async function weEnd(pair) {
  const label = await pair.connect();
  const afterwards = () => pair.ours.say('end');
  await pair.transfer(pair.ours, label, 'ordered', 2 * MB, { afterwards });
  await pair.theirs.expect(CLEAN_END_MS, 'closed', label);
}

/**
 * While both send much on one channel, a short message of each comes through on another. What is
 * queued on the first is a megabyte or two at any time, and must not always go first.
 */
async function turns(pair) {
  const label = await pair.connect();
  const second = newLabel();
  const sides = pair.ends.map((end) => ({ end, isOver: false }));
  const bulk = Promise.all(
    sides.map(async (side) => {
      const total = pair.takesTurns(side.end) ? ENDLESS_BULK : BULK;
      await pair.transfer(side.end, label, 'ordered', total, { ms: TURNS_MS });
      side.isOver = true;
    }),
  );
  const short = async () => {
    await pair.open(pair.ours, second, 'ordered', BUSY_MS);
    const late = await Promise.all(
      sides.map(async (side) => {
        await pair.transfer(side.end, second, 'ordered', 0, { sizes: [1000], ms: BUSY_MS });
        return side.isOver ? side.end.name : null;
      }),
    );
    const names = late.filter((name) => name !== null);
    if (names.length > 0) throw new Error(`${names.join(' and ')}: all of the first channel came first`);
  };
  const shortThenStop = async () => {
    const outcome = await short().catch((error) => error);
    for (const end of pair.ends) end.say('stop', label);
    return outcome;
  };
  // Both to their end, so that nothing is under way when the next case begins.
  const [, outcome] = await Promise.all([bulk, shortThenStop()]);
  if (outcome) throw outcome;
}

/** The process at the other end is killed while both send. */
async function theyDie(pair) {
  const label = await pair.connect();
  for (const end of pair.ends) end.say('send', label, ENDLESS_BULK, pair.sizes.join(','));
  // It is under way when messages of another channel have come through, from who does not hold them up.
  const second = newLabel();
  await pair.open(pair.ours, second, 'ordered', BUSY_MS);
  const senders = pair.ends.filter((end) => pair.takesTurns(end));
  const short = { sizes: [1000], ms: BUSY_MS };
  await Promise.all(senders.map((end) => pair.transfer(end, second, 'ordered', 0, short)));
  const started = performance.now();
  await pair.theirs.kill();
  const reason = await pair.ours.expect(ABRUPT_END_MS, 'closed', label);
  if (!reason.join(' ').includes(ABRUPT_END)) throw new Error(`the reason is "${reason.join(' ')}"`);
  return `${((performance.now() - started) / 1000).toFixed(0)} s`;
}

/** In the order of the table; the `last` one ends the other end. */
export const CASES = [
  { name: 'ordered', title: 'ordered', run: exchangeMuch('ordered') },
  { name: 'unordered', title: 'unordered', run: exchangeMuch('unordered') },
  { name: 'sizes', title: 'each size', run: sizes },
  { name: 'large', title: 'over 64 KiB', run: large },
  { name: 'empty', title: 'empty', run: empty },
  { name: 'labels', title: 'any label', run: labels },
  { name: 'channels', title: '9 channels', run: channels },
  { name: 'turns', title: 'in turn', run: turns },
  { name: 'reopen', title: 'close, reopen', run: reopen },
  { name: 'we-end', title: 'we end', run: weEnd },
  { name: 'they-end', title: 'they end', run: theyEnd },
  { name: 'they-die', title: 'they die', run: theyDie, last: true },
];
