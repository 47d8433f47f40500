// The results as Markdown.
import { labelOf } from './contestants.mjs';
import { groups, scenes } from './scenes.mjs';
import { goalsOf, summaryOf } from './summary.mjs';

const MBIT = 1e6 / 8;

const figureNames = {
  rate: 'rate',
  cpu: 'CPU time',
  rss: 'memory',
  startup: 'full speed after',
  recovery: 'recovered after',
  slowShare: 'use of the slow line',
  followedUp: 'full speed again after',
  pingExtra: 'ping, more than without data (95 %)',
  share: 'share of p2pcopy',
};

/** Columns that only some scenes have. */
const extraColumns = [
  ['startup', 'full speed after', seconds],
  ['recovery', 'recovered after', seconds],
  ['slowShare', 'use of the slow line', percent],
  ['followedUp', 'full speed again after', seconds],
  ['pingExtra', 'ping 95 %', value => `+${value.toFixed(0)} ms`],
  ['pingExtraMax', 'ping max', value => `+${value.toFixed(0)} ms`],
  ['wall', 'with connecting', seconds],
];

export function reportOf(results, mode) {
  const measured = scenes
    .filter(scene => results.scenes[scene.id])
    .map(scene => ({ scene, summaries: summaryOf(scene, results.scenes[scene.id].measurements) }));
  return [
    '# Benchmarks',
    '',
    introduction(results, mode),
    '',
    '![The most important figures as a chart](benchmarks.png)',
    '',
    '## Goals',
    '',
    ...goalTable(measured),
    '',
    ...Object.entries(groups).flatMap(([group, title]) =>
      groupSection(title, measured.filter(({ scene }) => scene.group === group))),
    ...method,
    '',
  ].join('\n');
}

function introduction({ machine, scenes: measured }, mode) {
  const dates = Object.values(measured).map(scene => scene.date.slice(0, 10)).sort();
  const when = dates[0] === dates.at(-1) ? dates[0] : `${dates[0]} to ${dates.at(-1)}`;
  const libraries = Object.entries(machine.libraries).map(([name, v]) => `${name} ${v}`).join(', ');
  return [
    `Written by \`interop/bench/run ${mode}\`, ${when}.`,
    `Both ends ran on one machine: ${machine.cores} cores (${machine.cpu}),`,
    `${(machine.memory / 2 ** 30).toFixed(0)} GiB, Linux ${machine.kernel}, ${machine.java},`,
    `${machine.ssh}, Node ${machine.node}, ${libraries}.`,
    'All contestants took turns in the same minutes.',
    'MB and Mbit are powers of ten; rates count the data that arrived, without any header.',
  ].join('\n');
}

function goalTable(measured) {
  const rows = measured.flatMap(({ scene, summaries }) =>
    goalsOf(scene, summaries).map(({ goal, value, reached }) => [
      scene.title,
      figureNames[goal.figure],
      goalText(goal, scene),
      valueText(goal, value, scene),
      reached ? 'yes' : '**no**',
    ]));
  return table(['scene', 'figure', 'goal', 'measured', 'reached'], rows);
}

function goalText(goal, scene) {
  const text = bound => valueText(goal, bound, scene);
  if (goal.atLeast !== undefined && goal.atMost !== undefined) {
    return `${text(goal.atLeast)} to ${text(goal.atMost)}`;
  }
  return goal.atLeast !== undefined ? `at least ${text(goal.atLeast)}` : `at most ${text(goal.atMost)}`;
}

function valueText(goal, value, scene) {
  if (goal.ratioTo) return `${value.toFixed(2)} times ${labelOf(goal.ratioTo)}`;
  switch (goal.figure) {
    case 'rate':
      return rateText(value, scene);
    case 'rss':
      return `${(value / 1e6).toFixed(0)} MB`;
    case 'share':
    case 'slowShare':
      return percent(value);
    case 'pingExtra':
      return `${value.toFixed(0)} ms`;
    default:
      return seconds(value);
  }
}

function groupSection(title, measured) {
  if (measured.length === 0) return [];
  return [`## ${title}`, '', ...measured.flatMap(sceneSection)];
}

function sceneSection({ scene, summaries }) {
  const section = scene.group === 'shared' ? sharedTable : sceneTable;
  return [
    `### ${scene.title}`,
    '',
    ...section(scene, summaries),
    '',
    ...summaries.flatMap(remarks),
  ];
}

function sceneTable(scene, summaries) {
  const baseline = summaries.find(({ id }) => id !== scene.contestants[0]);
  const extras = extraColumns.filter(([figure]) => summaries.some(s => s[figure] !== undefined));
  const rows = summaries.map(summary => [
    labelOf(summary.id),
    summary.rate === undefined ? 'failed' : rateText(summary.rate, scene),
    summary.rate === undefined ? '' : `${rateNumber(summary.min, scene)} to ${rateNumber(summary.max, scene)}`,
    summary.rate && baseline?.rate ? (summary.rate / baseline.rate).toFixed(2) : '',
    summary.cpu === undefined ? '' : summary.cpu.toFixed(2),
    summary.rss === undefined ? '' : `${(summary.rss / 1e6).toFixed(0)} MB`,
    ...extras.map(([figure, , text]) =>
      summary[figure] === undefined ? '' : text(summary[figure])),
    summary.runs - summary.failed,
  ]);
  const ratio = baseline ? `times ${labelOf(baseline.id)}` : 'ratio';
  return table(
    ['', 'median', 'from, to', ratio, 'CPU s per 100 MB', 'memory',
      ...extras.map(([, name]) => name), 'runs'],
    rows);
}

function sharedTable(scene, summaries) {
  return table(
    ['', 'p2pcopy', 'the other', 'share of p2pcopy', 'from, to', 'runs'],
    summaries
      .filter(summary => summary.rate !== undefined)
      .map(summary => [
        labelOf(summary.id),
        rateText(summary.rate, scene),
        rateText(summary.otherRate, scene),
        percent(summary.share),
        `${percent(Math.min(...summary.shares))} to ${percent(Math.max(...summary.shares))}`,
        summary.runs - summary.failed,
      ]));
}

function remarks({ id, runs, failed, failures, suspect, suspects }) {
  const lines = [];
  if (failed > 0) {
    lines.push(`- ${labelOf(id)} failed in ${failed} of ${runs} runs: ${failures.map(plain).join('; ')}.`);
  }
  if (suspect > 0) {
    const causes = suspects.map(({ cause, part }) => `${cause} (up to ${percent(part, 1)})`);
    lines.push(`- ${labelOf(id)}: ${suspect} of ${runs} runs are suspect: ${causes.join('; ')}.`);
  }
  return lines.length > 0 ? [...lines, ''] : [];
}

const method = [
  '## How it is measured',
  '',
  '- Memory to memory: two processes, messages of 64 KiB as fast as the sender may; the receiver',
  '  notes every 100 ms what has arrived. Rates are those after the first seconds (3 s on emulated',
  '  paths), so that nobody is judged by the start; *full speed after* is the start, until 200 ms',
  '  at 95 % of what the line can carry of data.',
  '- File to file: a file of random bytes in memory. The time runs from the first byte in the',
  "  target directory to the sender's end; the files are compared. *With connecting* is the whole",
  '  time from starting the programs.',
  '- CPU time is that of both ends together. For files it is that of all processes from start to',
  '  end; else that of the time in which data flows. Memory is the peak resident size of the',
  '  largest process.',
  '- Emulated paths: `interop/lab`. Loss and rate apply to both directions; the queue is 100 ms',
  '  where the title names none (1 Gbit/s: 20 ms; 10 Mbit/s: 300 ms). The same packets are lost for',
  '  all contestants of a run, counted by their number.',
  '- A run is *suspect* if other programs, the hypervisor or a late link emulator may have changed',
  '  its figures.',
];

function rateText(value, scene) {
  return `${rateNumber(value, scene)} ${scene.line ? 'Mbit/s' : 'MB/s'}`;
}

function rateNumber(value, scene) {
  const number = scene.line ? value / MBIT : value / 1e6;
  return number.toFixed(number < 100 ? 1 : 0);
}

function seconds(value) {
  return Number.isFinite(value) ? `${value.toFixed(1)} s` : 'not at all';
}

export function percent(value, digits = 0) {
  return `${(value * 100).toFixed(digits)} %`;
}

function plain(text) {
  return text.replace(/[|<>`*_\\\r\n]/g, ' ');
}

function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
