// The most important results as a picture (SVG).
import { labelOf } from './contestants.mjs';
import { scenes } from './scenes.mjs';
import { summaryOf } from './summary.mjs';

const WIDTH = 960;
const MARGIN = 24;
const LABELS = 330;
const BAR = 16;
const GAP = 16;

/** Colours that colour-blind people can tell apart; p2pcopy's is the strongest. */
const colours = {
  p2pcopy: '#0072b2',
  'p2pcopy-file': '#0072b2',
  scp: '#009e73',
  'scp-aes': '#66c2a5',
  libdatachannel: '#e69f00',
  libwebrtc: '#d55e00',
  'tcp-cubic': '#999999',
  'tcp-bbr': '#56b4e9',
};

const panels = [
  {
    title: 'On one machine, MB/s',
    scenes: ['loopback-memory', 'loopback-file'],
    value: summary => summary.rate / 1e6,
  },
  {
    title: 'CPU seconds for 100 MB, both ends together (less is better)',
    scenes: ['loopback-memory', 'loopback-file'],
    value: summary => summary.cpu,
  },
  {
    title: 'Over emulated paths, Mbit/s',
    scenes: ['100mbit-clean', '100mbit-loss1', '100mbit-loss3', '100mbit-bursts'],
    value: summary => (summary.rate * 8) / 1e6,
  },
  {
    title: 'Over a fast emulated path, Mbit/s',
    scenes: ['1gbit-loss0.1'],
    value: summary => (summary.rate * 8) / 1e6,
  },
];

export function drawChart(results) {
  let y = MARGIN;
  const parts = [];
  for (const panel of panels) {
    const rows = rowsOf(panel, results);
    if (rows.length === 0) continue;
    const { svg, height } = drawPanel(panel.title, rows, y);
    parts.push(svg);
    y += height + MARGIN;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}"`,
    ' font-family="DejaVu Sans, sans-serif" font-size="13">',
    `<rect width="${WIDTH}" height="${y}" fill="white"/>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

function rowsOf(panel, results) {
  return panel.scenes.flatMap(id => {
    const scene = scenes.find(candidate => candidate.id === id);
    const measurements = results.scenes[id]?.measurements;
    if (!measurements) return [];
    const bars = summaryOf(scene, measurements)
      .filter(summary => Number.isFinite(panel.value(summary)))
      .map(summary => ({ id: summary.id, value: panel.value(summary) }));
    return bars.length > 0 ? [{ title: scene.title, bars }] : [];
  });
}

function drawPanel(title, rows, top) {
  const longest = Math.max(...rows.flatMap(row => row.bars.map(bar => bar.value)));
  const scale = (WIDTH - LABELS - MARGIN - 60) / longest;
  let y = top + 34;
  const parts = [text(MARGIN, top + 15, title, 'font-size="17" font-weight="bold"')];
  for (const row of rows) {
    const lines = wrap(row.title, 24);
    lines.forEach((line, i) => parts.push(text(MARGIN, y + 12 + i * BAR, line)));
    row.bars.forEach((bar, i) => parts.push(drawBar(bar, y + i * BAR, scale)));
    y += Math.max(lines.length, row.bars.length) * BAR + GAP;
  }
  return { svg: parts.join('\n'), height: y - top };
}

function drawBar({ id, value }, y, scale) {
  const weight = id.startsWith('p2pcopy') ? 'font-weight="bold"' : '';
  const width = Math.max(1, value * scale);
  return [
    text(LABELS - 8, y + 12, labelOf(id), `text-anchor="end" font-size="12" ${weight}`),
    `<rect x="${LABELS}" y="${y + 1}" width="${width.toFixed(1)}" height="${BAR - 2}"`,
    ` fill="${colours[id]}"/>`,
    text(LABELS + width + 6, y + 12, numberText(value), `font-size="12" ${weight}`),
  ].join('\n');
}

function numberText(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Breaks only at commas, so that no number is parted from its unit. */
function wrap(title, width) {
  const lines = [''];
  for (const phrase of title.split(/(?<=,) /)) {
    if (lines.at(-1).length + phrase.length > width) lines.push('');
    lines[lines.length - 1] += `${phrase} `;
  }
  return lines.map(line => line.trim()).filter(line => line);
}

function text(x, y, content, attributes = '') {
  const escaped = content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}
