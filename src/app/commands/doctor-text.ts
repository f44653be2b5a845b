import type { Report } from '../../doctor/doctor.js';
import type { Finding, Verdict } from '../../doctor/finding.js';
import { tableText } from './archive/report-text.js';

const MARKS: { readonly [Each in Verdict]: string } = { GOOD: 'ok', PROBLEM: 'PROBLEM', UNKNOWN: '?' };

/** The report as a table for people: one block for shared services and one per workspace. */
export function doctorText({ workspaces, shared, problems }: Report): string {
  const blocks = workspaces.map(({ id, findings }) => blockOf(id, findings));
  if (shared.length > 0) blocks.unshift(blockOf('shared', shared));
  const summary = problems === 0 ? 'No problems.' : `Problems: ${problems}.`;
  return [...blocks, `${summary}\n`].join('\n');
}

function blockOf(title: string, findings: readonly Finding[]): string {
  // The empty first column indents the others.
  const rows = findings.map(({ verdict, check, provider, text }) => {
    return ['', MARKS[verdict], check, provider ?? '', text];
  });
  return `${title}\n${tableText(rows)}`;
}
