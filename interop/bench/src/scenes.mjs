// What is measured: the scenes, who takes part in each, and what p2pcopy must reach.
//
// lab         'alone', 'wire' or the parameters of the link
// contestants ids from contestants.mjs; 'x|y' are two flows at the same time
// bytes       copy a file of this size to its end; otherwise send for `seconds`
// skip        seconds at the beginning that do not count
// line        bytes a second of the link
// events      what happens to the link, [seconds after the beginning, parameter]
// goals       figure of p2pcopy (see figures.mjs), atLeast or atMost, alone or as a ratio to another
//             contestant's median
// quick       how `run quick` differs; scenes without it are left out there

const MBIT = 1e6 / 8;
const MB = 1e6;
const SPREAD = ['p2pcopy', 'tcp-cubic', 'tcp-bbr', 'libdatachannel', 'libwebrtc'];
const LEAN = ['p2pcopy', 'tcp-cubic', 'tcp-bbr', 'libdatachannel'];
const SMALL = { figure: 'rss', atMost: 256 * MB };
const SIX_FOLD = { figure: 'rate', atLeast: 6, ratioTo: 'libdatachannel' };
const BEATS_SCP = [
  { contestant: 'p2pcopy-file', figure: 'rate', atLeast: 1, ratioTo: 'scp' },
  { contestant: 'p2pcopy-file', figure: 'cpu', atMost: 1, ratioTo: 'scp' },
  { contestant: 'p2pcopy-file', ...SMALL },
];
const rate = mbit => ({ figure: 'rate', atLeast: mbit * MBIT });

const rivalNames = { 'tcp-cubic': 'TCP CUBIC', 'tcp-bbr': 'TCP BBR', p2pcopy: 'p2pcopy' };

const browserNames = { chromium: 'Chromium', firefox: 'Firefox' };

export const groups = {
  local: 'On one machine',
  path: 'Over emulated paths',
  events: 'When the path changes',
  shared: 'Sharing a line',
};

export const scenes = [
  {
    id: 'loopback-memory',
    group: 'local',
    title: 'Loopback, memory to memory',
    lab: 'alone',
    contestants: ['p2pcopy', 'libdatachannel', 'libwebrtc'],
    seconds: 10,
    skip: 2,
    goals: [SIX_FOLD, SMALL],
    quick: { runs: 3, seconds: 5 },
  },
  {
    id: 'loopback-file',
    group: 'local',
    title: 'Loopback, file to file, 1 GB',
    lab: 'alone',
    contestants: ['p2pcopy-file', 'scp', 'scp-aes'],
    bytes: 1024 * MB,
    goals: BEATS_SCP,
    quick: { runs: 3, contestants: ['p2pcopy-file', 'scp'] },
  },
  // Long enough that what starting and compiling cost becomes a small part.
  {
    id: 'loopback-large',
    group: 'local',
    title: 'Loopback, file to file, 4 GB',
    lab: 'alone',
    contestants: ['p2pcopy-file', 'scp', 'scp-aes'],
    bytes: 4096 * MB,
    goals: BEATS_SCP,
  },
  {
    id: 'veth-memory',
    group: 'local',
    title: 'Two network namespaces, MTU 1500, memory to memory',
    lab: 'wire',
    contestants: ['p2pcopy', 'libdatachannel', 'libwebrtc'],
    seconds: 10,
    skip: 2,
    goals: [SIX_FOLD, SMALL],
    quick: { runs: 1, seconds: 5 },
  },
  {
    id: 'veth-file',
    group: 'local',
    title: 'Two network namespaces, MTU 1500, file to file',
    lab: 'wire',
    contestants: ['p2pcopy-file', 'scp', 'scp-aes'],
    bytes: 1024 * MB,
    goals: BEATS_SCP,
    quick: { runs: 1, contestants: ['p2pcopy-file', 'scp'] },
  },
  ...[
    ['no loss', [], 88],
    ['0.1 % loss', ['loss=0.1'], 88],
    ['1 % loss', ['loss=1'], 85],
    ['3 % loss', ['loss=3'], 75],
    ['bursts of loss, 3.8 % in all', ['ge_p=1', 'ge_r=25'], 75],
  ].map(([name, loss, goal], i) => ({
    id: `100mbit-${['clean', 'loss0.1', 'loss1', 'loss3', 'bursts'][i]}`,
    group: 'path',
    title: `100 Mbit/s, 100 ms, ${name}`,
    lab: ['rate=100', 'delay=50', 'queue_ms=100', ...loss],
    line: 100 * MBIT,
    contestants: SPREAD,
    seconds: 15,
    skip: 3,
    goals: [rate(goal), SMALL, ...(i === 0 ? [{ figure: 'startup', atMost: 1.5 }] : [])],
    quick: [0, 2].includes(i) && { runs: 1, seconds: 10, contestants: LEAN },
  })),
  {
    id: '100mbit-loss1-file',
    group: 'path',
    title: '100 Mbit/s, 100 ms, 1 % loss, file to file',
    lab: ['rate=100', 'delay=50', 'queue_ms=100', 'loss=1'],
    line: 100 * MBIT,
    contestants: ['p2pcopy-file', 'scp'],
    bytes: 300 * MB,
    seconds: 15,
    skip: 3,
    goals: [{ contestant: 'p2pcopy-file', ...rate(85) }],
  },
  ...[
    ['clean', 'no loss', [], 800],
    ['loss0.1', '0.1 % loss', ['loss=0.1'], 650],
  ].map(([id, name, loss, goal], i) => ({
    id: `1gbit-${id}`,
    group: 'path',
    title: `1 Gbit/s, 20 ms, ${name}`,
    lab: ['rate=1000', 'delay=10', 'queue_ms=20', ...loss],
    line: 1000 * MBIT,
    contestants: SPREAD,
    seconds: 10,
    skip: 3,
    goals: [rate(goal), SMALL],
    quick: i === 1 && { runs: 1, seconds: 8, contestants: ['p2pcopy', 'tcp-bbr', 'libdatachannel'] },
  })),
  ...['chromium', 'firefox'].map(browser => ({
    id: `loss1-${browser}`,
    group: 'path',
    title: `To ${browserNames[browser]}: 100 Mbit/s, 50 ms, 1 % loss`,
    lab: ['rate=100', 'delay=25', 'queue_ms=100', 'loss=1'],
    line: 100 * MBIT,
    contestants: [`p2pcopy-${browser}`, `libwebrtc-${browser}`],
    seconds: 15,
    skip: 3,
    goals: [
      { contestant: `p2pcopy-${browser}`, figure: 'rate', atLeast: 10, ratioTo: `libwebrtc-${browser}` },
    ],
    quick: { runs: 1, seconds: 10 },
  })),
  {
    id: '10mbit-300ms',
    group: 'path',
    title: '10 Mbit/s, 300 ms, no loss',
    lab: ['rate=10', 'delay=150', 'queue_ms=300'],
    line: 10 * MBIT,
    contestants: SPREAD,
    seconds: 20,
    skip: 3,
    goals: [rate(9), SMALL],
  },
  {
    id: 'bufferbloat',
    group: 'path',
    title: '20 Mbit/s, 40 ms, a queue of 1 s, with a ping beside the data',
    lab: ['rate=20', 'delay=20', 'queue_ms=1000'],
    line: 20 * MBIT,
    contestants: ['p2pcopy', 'tcp-cubic', 'tcp-bbr'],
    seconds: 20,
    skip: 3,
    ping: { base: 40 },
    goals: [rate(18), { figure: 'pingExtra', atMost: 150 }, SMALL],
    quick: { runs: 1, seconds: 12 },
  },
  {
    id: 'blackout',
    group: 'events',
    title: '100 Mbit/s, 100 ms; from 6 s to 9 s nothing passes',
    lab: ['rate=100', 'delay=50', 'queue_ms=100'],
    line: 100 * MBIT,
    contestants: ['p2pcopy', 'tcp-cubic', 'tcp-bbr'],
    seconds: 15,
    skip: 3,
    events: [[6, 'blackout=3000']],
    dark: { from: 6, to: 9 },
    goals: [{ figure: 'recovery', atMost: 1 }, SMALL],
    quick: { runs: 1, contestants: ['p2pcopy', 'tcp-bbr'] },
  },
  {
    id: 'rate-drop',
    group: 'events',
    title: '100 Mbit/s, 100 ms; from 6 s to 14 s only 10 Mbit/s',
    lab: ['rate=100', 'delay=50', 'queue_ms=100'],
    line: 100 * MBIT,
    contestants: ['p2pcopy', 'tcp-cubic', 'tcp-bbr'],
    seconds: 20,
    skip: 3,
    events: [[6, 'rate=10'], [14, 'rate=100']],
    slow: { from: 6, to: 14, line: 10 * MBIT },
    goals: [
      { figure: 'slowShare', atLeast: 0.8 },
      { figure: 'followedUp', atMost: 2 },
    ],
    quick: { runs: 1, contestants: ['p2pcopy', 'tcp-bbr'] },
  },
  ...[1, 4].flatMap(bdp =>
    ['tcp-cubic', 'tcp-bbr', 'p2pcopy'].map(rival => ({
      id: `shared-${bdp}bdp-${rival}`,
      group: 'shared',
      title: `50 Mbit/s, 40 ms, queue of ${bdp} BDP: p2pcopy and ${rivalNames[rival]}`,
      lab: ['rate=50', 'delay=20', `queue_ms=${40 * bdp}`],
      line: 50 * MBIT,
      contestants: [`p2pcopy|${rival}`],
      seconds: 30,
      skip: 5,
      goals: rival === 'p2pcopy'
        ? [{ figure: 'share', atLeast: 0.4, atMost: 0.6 }]
        : [{ figure: 'share', atLeast: 0.25, atMost: 0.75 }],
      quick: bdp === 1 && rival === 'tcp-cubic' && { runs: 1, seconds: 20 },
    }))),
];

/** The scenes of a mode, with what the mode changes in them. */
export function scenesOf(mode) {
  if (mode === 'full') return scenes.map(scene => ({ ...scene, runs: 5 }));
  return scenes.filter(scene => scene.quick).map(scene => ({ ...scene, ...scene.quick }));
}
