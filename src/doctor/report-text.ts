import type { Report, WorkspaceReport } from './doctor.js';
import type { Finding, Verdict } from './finding.js';

const MARKS: { readonly [Each in Verdict]: string } = { GOOD: 'ok', PROBLEM: 'PROBLEM', UNKNOWN: '?' };

/** The report as a table for people, a block of lines for each workspace. */
export function reportText({ workspaces, problems }: Report): string {
  const blocks = workspaces.map(workspaceText);
  const summary = problems === 0 ? 'No problems.' : `Problems: ${problems}.`;
  return `${[...blocks, summary].join('\n\n')}\n`;
}

function workspaceText({ id, findings }: WorkspaceReport): string {
  const rows = findings.map(cellsOf);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [id, ...lines.map((line) => `  ${line}`)].join('\n');
}

function cellsOf({ verdict, check, provider, text }: Finding): readonly string[] {
  return [MARKS[verdict], check, provider ?? '', text];
}
