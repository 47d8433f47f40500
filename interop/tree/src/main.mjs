// Runs the scenes and says what was seen.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lab } from '../../bench/src/lab.mjs';
import { killAll, output } from '../../common/process.mjs';
import { warmUp } from './ends.mjs';
import { scenes } from './scenes.mjs';

const args = process.argv.slice(2);
if (args.includes('--list')) {
  for (const { name, what } of scenes) console.log(`${name}: ${what}`);
  process.exit(0);
}
const full = args[0] === 'full';
const names = full ? args.slice(1) : args;
const unknown = names.filter(name => !scenes.some(scene => scene.name === name));
if (unknown.length > 0) {
  console.error(`no such scene: ${unknown.join(', ')}`);
  process.exit(2);
}

const work = mkdtempSync(join(process.env.P2PCOPY_TREE_DIR ?? tmpdir(), 'p2pcopy-tree-'));
const mounts = [];
process.on('exit', () => {
  killAll();
  Lab.down();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

let failed = 0;
try {
  const lab = await Lab.up('alone', 1);
  const around = { work, lab, full, mount: mountSmall };
  await warmUp(around);
  const wanted = scenes.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const scene of wanted.filter(({ beside }) => !beside)) await show(scene, around);
  await Promise.all(wanted.filter(({ beside }) => beside).map(scene => show(scene, around)));
} finally {
  for (const directory of mounts.reverse()) await output(['umount', directory]).catch(() => {});
  rmSync(work, { recursive: true, force: true });
}
console.log(failed === 0 ? 'all scenes passed' : `${failed} scenes failed`);
process.exit(failed === 0 ? 0 : 1);

async function show(scene, around) {
  const began = Date.now();
  const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
  try {
    const seen = await scene.run(around);
    console.log(`ok      ${scene.name}: ${seen} (${seconds()} s)`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${scene.name}: ${error.message} (${seconds()} s)`);
  }
}

/** Mounts a file system in memory at a directory, until the end. */
async function mountSmall(directory, options) {
  await output(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', directory]);
  mounts.push(directory);
}
