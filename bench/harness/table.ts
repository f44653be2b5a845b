import type { Contest } from './rounds.ts';
import { writeSpread } from './statistics.ts';

/** One line of a report: a measured value, and its target. */
export interface Row {
  readonly measure: string;
  readonly result: string;
  /** '' without a target. */
  readonly goal: string;
  /** null without a target. */
  readonly met: boolean | null;
}

/** Servers side by side. */
export interface Table {
  /** The query. */
  readonly title: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** The results of one measurement. */
export interface Report {
  /** The npm script. */
  readonly script: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly tables?: readonly Table[];
}

/** A row without a target. */
export function fact(measure: string, result: string): Row {
  return { measure, result, goal: '', met: null };
}

/** A report as Markdown. */
export function writeReport({ script, title, rows, tables = [] }: Report): string {
  const parts = [`## ${script} – ${title}`];
  for (const table of tables) parts.push(`${table.title}:`, markdown(table.head, table.lines));
  if (rows.length > 0) parts.push(writeRows(rows));
  return `${parts.join('\n\n')}\n`;
}

/** All rows with a target, in one Markdown table. */
export function writeSummary(reports: readonly Report[]): string {
  const lines = reports.flatMap(({ script, rows }) =>
    rows.filter(({ met }) => met !== null).map((row) => [script, ...cellsOf(row)]),
  );
  return `## Summary\n\n${markdown(['script', 'measure', 'result', 'goal', ''], lines)}\n`;
}

/** A contest's servers: responses per second, CPU and memory, and their ratios to the first server's. */
export function contestTable(title: string, contests: readonly Contest[]): Table {
  return {
    title,
    head: ['server', 'answers/s', 'ratio', 'CPU ms/answer', 'ratio', 'MB resident'],
    lines: contests.map(({ name, perSecond, speedRatio, cpuMs, cpuRatio, megabytes }) => [
      name,
      writeSpread(perSecond, 0),
      writeSpread(speedRatio),
      writeSpread(cpuMs, 3),
      writeSpread(cpuRatio),
      writeSpread(megabytes, 0),
    ]),
  };
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
