// The table, for the terminal and for docs/interop.md.
import { readFile, writeFile } from 'node:fs/promises';
import { NOT_TAKEN } from './cases.mjs';

const DOCUMENT = new URL('../../../docs/interop.md', import.meta.url);
const BEGIN = '<!-- written by interop/matrix/run -->';
const END = '<!-- end -->';

/** Returns Markdown that can be read as plain text, too. */
export function table(rows, cases) {
  const cells = [
    ['peer', 'version', 'role', ...cases.map(({ title }) => title)],
    ...rows.map((row) => [
      row.title,
      row.version,
      `${row.role}s`,
      ...cases.map(({ name }) => cell(row.results.get(name))),
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const lines = cells.map((line) => `| ${line.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`);
  lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return lines.join('\n');
}

/** Puts the table where it stands in the document; what people have written around it stays. */
export async function writeReport(rows, cases) {
  const document = await readFile(DOCUMENT, 'utf8');
  const [before, rest] = document.split(BEGIN);
  const after = rest.split(END)[1];
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${table(rows, cases)}\n\n${END}${after}`);
}

function cell(result) {
  if (!result) return '';
  if (result.text === NOT_TAKEN) return '-';
  return result.outcome === 'failed' ? 'FAILED' : result.outcome;
}
