import type { Contest } from './rounds.ts';
import { writeSpread } from './statistics.ts';

/** One line of a report: what was measured, and what is wanted of it. */
export interface Row {
  readonly measure: string;
  readonly result: string;
  /** '' where nothing is wanted of it. */
  readonly goal: string;
  /** null where nothing is wanted of it. */
  readonly met: boolean | null;
}

/** What one measurement found. */
export interface Report {
  /** The npm script. */
  readonly script: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** Servers side by side, where there are several. */
  readonly contests?: readonly Contest[];
}

/** A report as Markdown. */
export function writeReport({ script, title, rows, contests = [] }: Report): string {
  const parts = [`## ${script} – ${title}`];
  if (contests.length > 0) parts.push(writeContests(contests));
  if (rows.length > 0) parts.push(writeRows(rows));
  return `${parts.join('\n\n')}\n`;
}

/** Everything that something is wanted of, in one table of Markdown. */
export function writeSummary(reports: readonly Report[]): string {
  const lines = reports.flatMap(({ script, rows }) =>
    rows.filter(({ met }) => met !== null).map((row) => [script, ...cellsOf(row)]),
  );
  return `## Summary\n\n${markdown(['script', 'measure', 'result', 'goal', ''], lines)}\n`;
}

function writeContests(contests: readonly Contest[]): string {
  return markdown(
    ['server', 'answers/s', 'ratio', 'CPU ms/answer', 'ratio'],
    contests.map(({ name, perSecond, speedRatio, cpuMs, cpuRatio }) => [
      name,
      writeSpread(perSecond, 0),
      writeSpread(speedRatio),
      writeSpread(cpuMs, 3),
      writeSpread(cpuRatio),
    ]),
  );
}

function writeRows(rows: readonly Row[]): string {
  return markdown(['measure', 'result', 'goal', ''], rows.map(cellsOf));
}

function cellsOf({ measure, result, goal, met }: Row): readonly string[] {
  return [measure, result, goal, met === null ? '' : met ? 'met' : 'not met'];
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const table = [head, head.map(() => '---'), ...lines];
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
