// One measurement: a laboratory, one or two flows in it, and what disturbed them.
import { contestants } from './contestants.mjs';
import { figuresOf } from './figures.mjs';
import { Lab } from './lab.mjs';
import { Ping } from './ping.mjs';
import { delay, within } from '../../common/process.mjs';
import { ratesFrom } from './series.mjs';
import { cores, cpuSeconds, machineSeconds } from './usage.mjs';

/** A bulk copy that is slower than this has failed. */
const SLOWEST_COPY = 4e6;
const MUCH_FOREIGN_CPU = 0.1;
const MANY_LATE = 0.01;

/** Returns figures, disturbances and, where the scene changes the path, rates over time. */
export async function measure(scene, contestant, run, surroundings) {
  const flows = contestant.split('|').map(id => contestants[id].flow());
  try {
    const lab = await Lab.up(scene.lab, run);
    for (const flow of flows) {
      await flow.prepare({ lab, seconds: scene.seconds, bytes: scene.bytes, ...surroundings });
    }
    return await observe(scene, lab, flows);
  } catch (error) {
    await Promise.all(flows.map(flow => flow.cancel()));
    return { error: error.message };
  } finally {
    Lab.down();
  }
}

async function observe(scene, lab, flows) {
  const before = usage(lab);
  const ping = scene.ping && new Ping();
  const start = Date.now();
  ping?.start(lab);
  const timers = (scene.events ?? []).map(([at, parameter]) =>
    setTimeout(() => lab.set([parameter]), at * 1000));
  const sent = Promise.all(flows.map(flow => flow.start()));
  try {
    await (scene.seconds ? untilTime(scene, sent) : untilSent(scene, sent));
  } finally {
    timers.forEach(clearTimeout);
  }
  const pings = await ping?.finish(start + scene.skip * 1000);
  const after = usage(lab);
  const link = await lab.stats();
  const results = await Promise.all(flows.map(flow => flow.finish()));
  const figures = figuresOf(scene, results, start, pings);
  const ours = results.reduce((sum, result) => sum + result.cpu, 0);
  return {
    ...figures,
    ...(scene.events && {
      series: ratesFrom(results[0].series, start, start + scene.seconds * 1000, 200),
    }),
    link,
    suspect: disturbances(before, after, ours, link),
    notes: results.flatMap(result => result.notes),
  };
}

/** For flows that send until they are stopped, and copies that may be cut off. */
async function untilTime(scene, sent) {
  const time = delay(scene.seconds * 1000);
  await (scene.bytes ? Promise.race([time, sent]) : Promise.all([time, sent]));
}

function untilSent(scene, sent) {
  return within(20_000 + (scene.bytes / SLOWEST_COPY) * 1000, 'copying', sent);
}

function usage(lab) {
  const self = process.cpuUsage();
  return {
    time: Date.now() / 1000,
    ...machineSeconds(),
    known: (self.user + self.system) / 1e6 + (lab.emulatorPid ? cpuSeconds(lab.emulatorPid) : 0),
  };
}

/** What may have changed this measurement: `{ cause, part }`, of the machine or of the packets. */
function disturbances(before, after, ours, link) {
  const capacity = (after.time - before.time) * cores;
  const known = after.known - before.known + ours;
  const found = [
    {
      cause: 'other programs used the machine',
      part: (after.programs - before.programs - known) / capacity,
    },
    { cause: 'the hypervisor withheld the machine', part: (after.stolen - before.stolen) / capacity },
  ].filter(({ part }) => part > MUCH_FOREIGN_CPU);
  for (const { lost_overload: lost, late_1ms: late, tx } of Object.values(link ?? {})) {
    if (lost > 0) found.push({ cause: 'the link emulator lost packets', part: lost / tx });
    if (late > Math.max(10, tx * MANY_LATE)) {
      found.push({ cause: 'the link emulator sent packets late', part: late / tx });
    }
  }
  return found;
}
