// The table, for the terminal and for docs/interop.md.
import { readFile, writeFile } from 'node:fs/promises';
import { NOT_TAKEN } from './cases.mjs';

const DOCUMENT = new URL('../../../docs/interop.md', import.meta.url);
const BEGIN = '<!-- written by interop/matrix/run -->';
const END = '<!-- end -->';

/** Returns Markdown that can be read as plain text, too. */
export function table(rows, cases) {
  return markdown([headings(cases), ...rows.map((row) => cellsOf(row, cases))]);
}

/**
 * Puts the rows where the table stands in the document. Rows of other peers and roles stay, unless
 * the columns are others now, and so does what people have written around it.
 */
export async function writeReport(rows, cases) {
  const document = await readFile(DOCUMENT, 'utf8');
  const [before, rest] = document.split(BEGIN);
  const [old, after] = rest.split(END);
  const lines = [...old.matchAll(/^\| (.*) \|$/gm)].map(([, text]) =>
    text.split(' | ').map((one) => one.trim()),
  );
  const isSame = String(lines[0]) === String(headings(cases));
  const kept = new Map((isSame ? lines.slice(1) : []).map((cells) => [nameOf(cells), cells]));
  for (const row of rows) {
    const cells = cellsOf(row, cases);
    kept.set(nameOf(cells), cells);
  }
  const text = markdown([headings(cases), ...kept.values()]);
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

const headings = (cases) => ['peer', 'version', 'role', ...cases.map(({ title }) => title)];

const nameOf = ([title, , role]) => `${title} ${role}`;

function cellsOf(row, cases) {
  const results = cases.map(({ name }) => cell(row.results.get(name)));
  return [row.title, row.version, `${row.role}s`, ...results];
}

function markdown(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const lines = cells.map((line) => `| ${line.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`);
  lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return lines.join('\n');
}

function cell(result) {
  if (!result) return '';
  if (result.text === NOT_TAKEN) return '-';
  return { failed: 'FAILED', mended: 'ok' }[result.outcome] ?? result.outcome;
}
