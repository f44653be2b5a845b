import type { Report } from './doctor.js';
import type { Finding, Verdict } from './finding.js';

const MARKS: { readonly [Each in Verdict]: string } = { GOOD: 'ok', PROBLEM: 'PROBLEM', UNKNOWN: '?' };

/** The report as a table for people: one block for shared services and one per workspace. */
export function reportText({ workspaces, shared, problems }: Report): string {
  const blocks = workspaces.map(({ id, findings }) => blockOf(id, findings));
  if (shared.length > 0) blocks.unshift(blockOf('shared', shared));
  const summary = problems === 0 ? 'No problems.' : `Problems: ${problems}.`;
  return `${[...blocks, summary].join('\n\n')}\n`;
}

function blockOf(title: string, findings: readonly Finding[]): string {
  const rows = findings.map(cellsOf);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function cellsOf({ verdict, check, provider, text }: Finding): readonly string[] {
  return [MARKS[verdict], check, provider ?? '', text];
}
