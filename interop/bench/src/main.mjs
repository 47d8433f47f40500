// The benchmark's driver; ../run prepares what it needs and starts it.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync,
  statSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { classes, contestants, jar, labelOf, program } from './contestants.mjs';
import { drawChart } from './chart.mjs';
import { Lab } from './lab.mjs';
import { measure } from './measure.mjs';
import { delay, killAll, output } from '../../common/process.mjs';
import { percent, reportOf } from './report.mjs';
import { scenesOf } from './scenes.mjs';

const USAGE = `usage: run [quick|full] [--only PATTERN] [--runs N] [--results FILE] [--list]
       run report [quick|full]

  quick           a choice of scenes, about 8 minutes (default)
  full            all scenes, 5 runs of each, about 2 hours
  report          only write report and chart again from what was measured
  --only PATTERN  only what matches this regular expression as "scene contestant"; a scene that is
                  measured replaces the same in the results, other scenes stay there
  --runs N        so many runs of each scene
  --results FILE  keep the results there, and report and chart beside it
  --list          print the scenes

Without --results, results go to results/MODE.json, and report and chart to docs/benchmarks.*.`;

const bench = path => fileURLToPath(new URL(`../${path}`, import.meta.url));
const docs = name => fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));

const options = parse(process.argv.slice(2));
const work = mkdtempSync(join(workBase(), 'p2pcopy-bench-'));
process.on('exit', () => {
  killAll();
  Lab.down();
  rmSync(work, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

if (options.list) {
  for (const scene of chosen()) console.log(`${scene.id}: ${scene.contestants.join(' ')}`);
} else {
  try {
    publish(options.report ? load() : await measureAll());
  } catch (error) {
    fail(error.message, 1);
  }
}
process.exit(0);

async function measureAll() {
  const scenes = chosen();
  if (scenes.length === 0) fail('no scene matches');
  const left = absent();
  for (const [id, reason] of left) console.log(`without ${id}: ${reason}`);
  for (const scene of scenes) {
    scene.contestants = scene.contestants.filter(id => !id.split('|').some(part => left.has(part)));
  }
  console.log(`about ${Math.ceil(estimate(scenes) / 60)} minutes`);
  const surroundings = await prepare(scenes);
  const results = options.only && existsSync(options.file) ? load() : { scenes: {} };
  results.mode = options.mode;
  results.machine = await machine();
  for (const scene of scenes) {
    results.scenes[scene.id] = { date: new Date().toISOString(), measurements: [] };
  }
  const runs = Math.max(...scenes.map(scene => scene.runs));
  for (let run = 1; run <= runs; run++) {
    for (const scene of scenes.filter(scene => run <= scene.runs)) {
      await measureScene(scene, run, surroundings, results.scenes[scene.id].measurements);
      writeFileSync(options.file, JSON.stringify(results, null, 1) + '\n');
    }
  }
  return results;
}

/** All contestants one after the other, in another order each run, so that noise hits all alike. */
async function measureScene(scene, run, surroundings, measurements) {
  const turn = (run - 1) % Math.max(1, scene.contestants.length);
  const order = [...scene.contestants.slice(turn), ...scene.contestants.slice(0, turn)];
  for (const contestant of order) {
    const file = scene.bytes && sourceFile(scene.bytes);
    const result = await measure(scene, contestant, run, { ...surroundings, file });
    measurements.push({ contestant, run, ...result });
    const said = result.error
      ? `FAILED: ${result.error}`
      : [`${(result.rate / 1e6).toFixed(1)} MB/s, ${(result.rate / 125e3).toFixed(1)} Mbit/s`,
          `${result.cpu.toFixed(2)} CPU s/100 MB`,
          ...result.suspect.map(({ cause, part }) => `SUSPECT: ${cause} (${percent(part, 1)})`)].join(', ');
    console.log(`${scene.id} ${run}/${scene.runs} ${labelOf(contestant)}: ${said}`);
  }
}

function publish(results) {
  const report = reportOf(results, options.mode);
  const chart = drawChart(results);
  const place = options.ownFile
    ? extension => options.file.replace(/\.json$/, '') + extension
    : extension => docs(`benchmarks${extension}`);
  const svg = join(work, 'chart.svg');
  writeFileSync(svg, chart);
  execFileSync('rsvg-convert', ['--zoom', '2', '-o', place('.png'), svg]);
  writeFileSync(place('.md'), report);
  console.log(`written: ${place('.md')}, ${place('.png')}, ${options.file}`);
}

function chosen() {
  const pattern = new RegExp(options.only ?? '');
  return scenesOf(options.mode)
    .map(scene => ({
      ...scene,
      runs: options.runs ?? scene.runs,
      contestants: scene.contestants.filter(id => pattern.test(`${scene.id} ${id}`)),
    }))
    .filter(scene => scene.contestants.length > 0);
}

/** Contestants that can't take part, with the reason. */
function absent() {
  const left = new Map();
  const congestion = readFileSync('/proc/sys/net/ipv4/tcp_available_congestion_control', 'utf8');
  for (const name of ['cubic', 'bbr']) {
    if (!congestion.split(/\s+/).includes(name)) {
      left.set(`tcp-${name}`, `the kernel has no TCP congestion control "${name}"`);
    }
  }
  for (const [file, id] of [[program, 'p2pcopy-file'], [jar, 'p2pcopy']]) {
    if (!existsSync(file)) left.set(id, `no ${file}: build it with mvn -DskipTests package`);
  }
  return left;
}

async function prepare(scenes) {
  const used = id => scenes.some(scene => scene.contestants.some(c => c.split('|').includes(id)));
  const meter = join(work, 'meter');
  await output(['gcc', '-O2', '-o', meter, bench('meter.c')]);
  const env = { P2PCOPY_CACHE: join(work, 'cache') };
  if (['p2pcopy', 'p2pcopy-chromium', 'p2pcopy-firefox'].some(used)) {
    mkdirSync(classes, { recursive: true });
    await output(['javac', '-d', classes, '-cp', jar,
      ...['MemoryToMemory', 'SignalFormat'].map(name => bench(`java/io/p2pcopy/bench/${name}.java`))]);
  }
  if (used('p2pcopy-file')) await warmUp(env);
  return { work, meter, program, env };
}

/** The first start makes an archive of classes in the background, which would disturb. */
async function warmUp(env) {
  await output([program, '--version'], { env });
  const archived = () =>
    existsSync(env.P2PCOPY_CACHE) &&
    readdirSync(env.P2PCOPY_CACHE).some(name => name.endsWith('.jsa'));
  for (let i = 0; i < 300 && !archived(); i++) await delay(100);
}

/** Random bytes, made once for each size. */
function sourceFile(bytes) {
  const path = join(work, `random-${bytes}.bin`);
  if (existsSync(path) && statSync(path).size === bytes) return path;
  const block = Buffer.alloc(16_000_000);
  const file = openSync(path, 'w');
  for (let left = bytes; left > 0; left -= block.length) {
    randomFillSync(block);
    writeSync(file, block, 0, Math.min(left, block.length));
  }
  closeSync(file);
  return path;
}

function estimate(scenes) {
  let seconds = 15;
  for (const { runs, contestants: ids, seconds: s, bytes } of scenes) {
    seconds += runs * ids.length * (3 + (s ?? bytes / 200e6));
  }
  return seconds;
}

async function machine() {
  const java = await output(['sh', '-c', 'java -version 2>&1']).catch(() => 'no Java');
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: totalmem(),
    kernel: release(),
    java: java.split('\n')[0],
    node: process.version,
    ssh: (await output(['sh', '-c', 'ssh -V 2>&1'])).trim(),
    libraries: Object.fromEntries(
      Object.entries(JSON.parse(readFileSync(bench('package.json'), 'utf8')).dependencies)),
  };
}

/** Files are kept in memory where there is room, so that no disk is measured. */
function workBase() {
  if (process.env.P2PCOPY_BENCH_DIR) return process.env.P2PCOPY_BENCH_DIR;
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    const largest = Math.max(0, ...chosen().map(({ bytes }) => bytes ?? 0));
    if (bavail * bsize > 1e9 + 2 * largest) return '/dev/shm';
  } catch {
    // There is none.
  }
  return tmpdir();
}

function load() {
  if (!existsSync(options.file)) fail(`no ${options.file}: nothing was measured yet`);
  return JSON.parse(readFileSync(options.file, 'utf8'));
}

function parse(words) {
  const parsed = { mode: 'quick' };
  const value = flag => words.shift() ?? fail(`${flag} needs a value`);
  while (words.length > 0) {
    const word = words.shift();
    if (word === 'quick' || word === 'full') parsed.mode = word;
    else if (word === 'report') parsed.report = true;
    else if (word === '--list') parsed.list = true;
    else if (word === '--only') parsed.only = value(word);
    else if (word === '--runs') parsed.runs = Number(value(word));
    else if (word === '--results') parsed.ownFile = parsed.file = value(word);
    else fail(USAGE, ['-h', '--help'].includes(word) ? 0 : 2);
  }
  if (parsed.runs !== undefined && !(parsed.runs >= 1)) fail(USAGE);
  parsed.file ??= bench(`results/${parsed.mode}.json`);
  mkdirSync(dirname(parsed.file), { recursive: true });
  return parsed;
}

function fail(sentence, code = 2) {
  console.error(sentence);
  process.exit(code);
}
