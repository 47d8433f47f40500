// What is tried. Each scene returns a sentence with what was seen, or throws one.
import { appendFileSync, closeSync, existsSync, ftruncateSync, mkdirSync, openSync,
  readdirSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { delay } from '../../common/process.mjs';
import { bytesOnTheWire, Transfer } from './ends.mjs';
import { differences, hashOf, isUnfinished, makeSmallFiles, makeTree, random,
  writeRandomFile } from './trees.mjs';

const MB = 1e6;
const MIB = 1 << 20;
const SMALL = 300 * MB;

/** Headers of IP, UDP, DTLS and SCTP, acknowledgements and what is sent again. */
const OVERHEAD = 1.15;

/** What a kill may cost: the block in flight, and what the network and the buffers held. */
const LOST_BY_A_KILL = 65 * MIB;

export const scenes = [
  { name: 'kill', what: 'either end is killed at random moments, until the tree is complete', run: kill },
  { name: 'small-files', what: 'many files of 1 to 4 KB', run: smallFiles },
  { name: 'sparse', what: 'a file that is mostly holes', run: sparse },
  { name: 'large', what: 'one large file at constant memory', run: large },
  { name: 'damaged', what: 'a partial file is damaged on the disk between two attempts', run: damaged },
  // These mostly wait for their limited rate, and measure nothing: they run beside each other.
  { name: 'disk-full', what: 'the disk fills; after some room was made, the same command goes on', run: diskFull, beside: true },
  { name: 'read-only', what: 'a target that cannot be written', run: readOnly, beside: true },
  { name: 'changing', what: 'files that shrink, grow and vanish while they are sent', run: changing, beside: true },
];

async function kill(around) {
  const { work, lab, full } = around;
  const [most, bytes] = full ? [200, 2000 * MB] : [2, 300 * MB];
  const transfers = Number(process.env.TRANSFERS ?? most);
  const source = join(work, 'kill-tree');
  makeTree(source, { count: 300, bytes });
  const next = random(Number(process.env.SEED ?? 1));
  const hashes = new Map();
  let kills = 0;
  let worst = 0;
  for (let i = 0; i < transfers; i++) {
    const target = join(work, `killed-${i}`);
    mkdirSync(target);
    const seen = await killUntilComplete(around, { source, target, bytes, next, hashes });
    const wrong = differences(source, join(target, 'kill-tree'), { hashes });
    if (wrong.length > 0) throw new Error(`transfer ${i}: ${wrong.slice(0, 3).join(', ')}`);
    const left = leftovers(target);
    // A receiver that was killed when all was done had no time to tidy its journal away.
    const untidy = left.filter(name => !seen.killedLast || !name.includes('p2pcopy-journal-'));
    if (untidy.length > 0) throw new Error(`transfer ${i}: ${untidy[0]} was left behind`);
    kills += seen.kills;
    worst = Math.max(worst, seen.twice);
    if (seen.twice > seen.kills * LOST_BY_A_KILL) {
      throw new Error(`transfer ${i}: ${mb(seen.twice)} were sent twice with ${seen.kills} kills`);
    }
    rmSync(target, { recursive: true });
  }
  rmSync(source, { recursive: true });
  return `${transfers} transfers of 300 files, ${mb(bytes)}, ${kills} kills, all identical; `
    + `at most ${mb(worst)} sent twice in one transfer`;
}

async function killUntilComplete(around, { source, target, bytes, next, hashes }) {
  const before = await bytesOnTheWire(around.lab);
  const known = new Set();
  let kills = 0;
  let killedLast = false;
  let there = 0;
  for (;;) {
    const transfer = start(around, [source], target);
    const finished = transfer.codes();
    // Some lives end before anything was done, the others in the middle, however slow the machine.
    const reached = next() < 0.3 ? 0 : there + next() * 0.5 * bytes;
    const arrived = transfer.receiver.when(({ event, bytes: now }) =>
      reached === 0 ? event === 'connected' : event === 'progress' && now >= reached);
    const life = arrived.then(() => delay(next() * 500)).then(() => undefined);
    const codes = await Promise.race([finished, life]);
    there = Math.max(there, transfer.receiver.events('progress').at(-1)?.bytes ?? 0);
    if (codes) {
      if (codes.sender !== 0 || codes.receiver !== 0) await transfer.succeeded();
      break;
    }
    const [victim, survivor] = next() < 0.5
      ? [transfer.sender, transfer.receiver] : [transfer.receiver, transfer.sender];
    victim.kill('SIGKILL');
    // The person at the other end gives up, or that computer is lost, too.
    survivor.kill(next() < 0.5 ? 'SIGKILL' : 'SIGINT');
    const { sender } = await finished;
    kills++;
    // The receiver had verified everything, and the sender knew it.
    if (sender === 0) {
      killedLast = true;
      break;
    }
    const copy = join(target, 'kill-tree');
    const wrong = existsSync(copy) ? differences(source, copy, { partly: true, known, hashes }) : [];
    if (wrong.length > 0) throw new Error(`after kill ${kills}: ${wrong.slice(0, 3).join(', ')}`);
  }
  const sent = (await bytesOnTheWire(around.lab)) - before;
  return { kills, killedLast, twice: Math.max(0, sent - bytes * OVERHEAD) };
}

async function smallFiles(around) {
  const count = around.full ? 100_000 : 10_000;
  const source = join(around.work, 'small');
  const target = directory(around, 'small-target');
  makeSmallFiles(source, count);
  const transfer = start(around, [source], target);
  await transfer.receiver.when(({ event }) => event === 'started');
  const began = Date.now();
  await transfer.succeeded();
  const rate = count / ((Date.now() - began) / 1000);
  expectSame(source, join(target, 'small'));
  const seen = `${count} files, ${Math.round(rate)} a second, at most ${mb(transfer.peak)} resident`;
  if (transfer.peak > 300 * MB) throw new Error(seen);
  rmSync(source, { recursive: true });
  return seen;
}

async function sparse(around) {
  const size = around.full ? 50e9 : 1e9;
  const source = join(around.work, 'sparse.img');
  const target = directory(around, 'sparse-target');
  const file = openSync(source, 'w');
  ftruncateSync(file, size);
  for (const place of [0, 0.3, 0.7]) writeSync(file, 'data in a sparse file', Math.floor(size * place));
  closeSync(file);
  const transfer = await start(around, [source], target).succeeded();
  const copy = statSync(join(target, 'sparse.img'));
  if (copy.size !== size) throw new Error(`the copy has ${copy.size} bytes`);
  if (!around.full) expectSame(source, join(target, 'sparse.img'));
  const used = copy.blocks * 512;
  const seen = `${mb(size)}, of which the copy uses ${mb(used)} on the disk, at most ${mb(transfer.peak)} resident`;
  if (used > 20 * MB) throw new Error(seen);
  rmSync(source);
  return seen;
}

async function large(around) {
  const size = around.full ? 20e9 : SMALL;
  const source = join(around.work, 'large.bin');
  const target = directory(around, 'large-target');
  writeRandomFile(source, size, 3);
  const began = Date.now();
  const transfer = await start(around, [source], target).succeeded();
  const seconds = (Date.now() - began) / 1000;
  expectSame(source, join(target, 'large.bin'));
  rmSync(source);
  rmSync(target, { recursive: true });
  const seen = `${mb(size)} at ${mb(size / seconds)}/s with the start, at most ${mb(transfer.peak)} resident`;
  if (transfer.peak > 300 * MB) throw new Error(seen);
  return seen;
}

async function diskFull(around) {
  const source = join(around.work, 'big');
  makeTree(source, { count: 30, bytes: 40 * MB, seed: 5 });
  const target = directory(around, 'full-target');
  await around.mount(target, 'size=60m');
  // Not known in advance: the room goes while the file is being sent.
  const filler = join(target, 'filler');
  const transfer = start(around, ['--limit', '8M', source], target);
  await transfer.receiver.when(({ event, bytes }) => event === 'progress' && bytes > 0);
  fill(filler);
  const codes = await transfer.codes();
  if (codes.sender === 0 || codes.receiver === 0) throw new Error('a full disk went unnoticed');
  const sentences = [transfer.sender.lastSentence, transfer.receiver.lastSentence];
  if (!sentences.every(sentence => /space|full/i.test(sentence))) throw new Error(sentences.join(' / '));
  const wrong = existsSync(join(target, 'big'))
    ? differences(source, join(target, 'big'), { partly: true }) : [];
  if (wrong.length > 0) throw new Error(wrong[0]);
  rmSync(filler);
  await start(around, [source], target).succeeded();
  expectSame(source, join(target, 'big'));
  // Known in advance.
  const tooLarge = join(around.work, 'too-large');
  writeRandomFile(tooLarge, 70 * MB, 6);
  const refused = await start(around, [tooLarge], target).codes();
  if (refused.sender === 0 || refused.receiver === 0) throw new Error('what cannot fit was accepted');
  return `exit codes ${codes.sender} and ${codes.receiver}, "${sentences[1]}", then resumed`;
}

/** Takes all the room there is, but a little. */
function fill(path) {
  const file = openSync(path, 'w');
  const zeros = Buffer.alloc(MIB);
  try {
    for (;;) writeSync(file, zeros);
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

async function readOnly(around) {
  const source = join(around.work, 'something');
  writeRandomFile(source, MB, 8);
  const target = directory(around, 'read-only-target');
  await around.mount(target, 'size=10m,ro');
  const transfer = start(around, [source], target);
  const receiver = await transfer.receiver.exited;
  transfer.sender.kill('SIGINT');
  await transfer.sender.exited;
  if (receiver === 0) throw new Error('the receiver thinks that it has written');
  return `exit code ${receiver}, "${transfer.receiver.lastSentence}"`;
}

async function changing(around) {
  const source = join(around.work, 'changing');
  const target = directory(around, 'changing-target');
  mkdirSync(source);
  const sizes = { 'a-first': 10, 'b-shrinks': 60, 'c-grows': 40, 'd-vanishes': 10, 'e-goes': 40, 'f-last': 10 };
  Object.entries(sizes).forEach(([name, size], i) =>
    writeRandomFile(join(source, name), size * MB, 20 + i));
  const opened = { 'c-grows': hashOf(join(source, 'c-grows')), 'e-goes': hashOf(join(source, 'e-goes')) };
  const transfer = start(around, ['--limit', '20M', source], target);
  // The sender reads ahead by less than 20 MB: it is in the middle of a file that has begun.
  const begun = file => transfer.sender.when(({ event, name, fileBytes }) =>
    event === 'progress' && name?.endsWith(file) && fileBytes > 0);
  const changes = (async () => {
    await begun('b-shrinks');
    truncateSync(join(source, 'b-shrinks'), 3 * MB);
    rmSync(join(source, 'd-vanishes'));
    await begun('c-grows');
    appendFileSync(join(source, 'c-grows'), Buffer.alloc(MB, 7));
    await begun('e-goes');
    rmSync(join(source, 'e-goes'));
    return true;
  })();
  const codes = await transfer.codes();
  if (!await Promise.race([changes, false])) throw new Error('a file was over before it changed');
  const copy = name => join(target, 'changing', name);
  for (const name of ['a-first', 'b-shrinks', 'f-last']) {
    if (!existsSync(copy(name))) throw new Error(`${name} is missing`);
    if (hashOf(copy(name)) !== hashOf(join(source, name))) {
      throw new Error(`${name} arrived as it is not`);
    }
  }
  if (existsSync(copy('d-vanishes'))) throw new Error('a file that vanished before it was sent arrived');
  // What is open can be read to its end, and what was appended to it meanwhile belongs to the next transfer.
  for (const [name, hash] of Object.entries(opened)) {
    if (!existsSync(copy(name)) || hashOf(copy(name)) !== hash) {
      throw new Error(`${name} is not there as it was when it was opened`);
    }
  }
  if (codes.sender !== 9) throw new Error(`the sender ends with ${codes.sender}, though a file is missing`);
  return `exit codes ${codes.sender} and ${codes.receiver}, "${transfer.sender.lastSentence}"`;
}

async function damaged(around) {
  const source = join(around.work, 'damaged.bin');
  const target = directory(around, 'damaged-target');
  writeRandomFile(source, 100 * MB, 30);
  // Fast machines would be done before they can be interrupted.
  const first = start(around, ['--limit', '40M', source], target);
  await first.receiver.when(({ event, bytes }) => event === 'progress' && bytes > 40 * MB);
  first.receiver.kill('SIGKILL');
  first.sender.kill('SIGKILL');
  await first.codes();
  const partial = readdirSync(target).find(name => name.includes('damaged.bin') && isUnfinished(name));
  if (!partial) throw new Error(`there is no partial file in ${readdirSync(target)}`);
  const file = openSync(join(target, partial), 'r+');
  writeSync(file, 'damage', 10 * MIB + 12345);
  closeSync(file);
  const before = await bytesOnTheWire(around.lab);
  await start(around, [source], target).succeeded();
  const sent = (await bytesOnTheWire(around.lab)) - before;
  expectSame(source, join(target, 'damaged.bin'));
  if (sent > 75 * MB) throw new Error(`${mb(sent)} of 100 MB were sent again`);
  return `the damage was found; ${mb(sent)} of ${mb(100 * MB)} were sent the second time`;
}

function start(around, send, target) {
  return new Transfer(around, { send, receive: ['--yes', '--directory', target] });
}

function directory({ work }, name) {
  const path = join(work, name);
  mkdirSync(path);
  return path;
}

function expectSame(source, copy) {
  const wrong = statSync(source).isDirectory() ? differences(source, copy)
    : hashOf(source) === hashOf(copy) ? [] : [`${copy} differs`];
  if (wrong.length > 0) throw new Error(wrong.slice(0, 3).join(', '));
}

/** What the program should have tidied away. */
function leftovers(target) {
  return readdirSync(target, { recursive: true }).map(String)
    .filter(path => isUnfinished(path.split('/').at(-1)));
}

function mb(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
