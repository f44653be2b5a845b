import type { Report } from '../../doctor/doctor.js';
import type { Finding } from '../../doctor/finding.js';
import { doctorText } from './doctor-text.js';

/** Seconds between two rounds; each costs up to seven requests per workspace. */
export const WATCH_INTERVAL = 60;

interface WatchOptions {
  readonly diagnose: () => Promise<Report>;
  readonly print: (text: string) => void;
  /** Waits between two rounds; resolves to false to stop. */
  readonly pause: () => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Examines the workspaces in rounds. Prints the full report of the first round, then only findings whose verdict has
 * changed, with the time. As JSON, prints each round's report as a line with its time (`at`, ISO 8601).
 */
export async function watchProviders(
  { diagnose, print, pause, now }: WatchOptions,
  asJson: boolean,
): Promise<void> {
  let before: Report | null = null;
  do {
    const report: Report = await diagnose();
    const at = new Date(now()).toISOString();
    if (asJson) print(`${JSON.stringify({ at, ...report })}\n`);
    else print(before === null ? doctorText(report) : changesText(before, report, at));
    before = report;
  } while (await pause());
}

function changesText(before: Report, report: Report, at: string): string {
  const verdicts = new Map(eachFinding(before).map(([key, { verdict }]) => [key, verdict]));
  return eachFinding(report)
    .filter(([key, { verdict }]) => verdicts.get(key) !== verdict)
    .map(([key, { verdict, text }]) => {
      const was = verdicts.get(key) ?? 'none';
      return `${at} ${key}: ${was} → ${verdict}. ${text}\n`;
    })
    .join('');
}

/** Every finding, keyed by workspace, check and provider. */
function eachFinding({ workspaces, shared }: Report): readonly (readonly [key: string, Finding])[] {
  return [{ id: 'shared', findings: shared }, ...workspaces].flatMap(({ id, findings }) =>
    findings.map((finding) => {
      const { check, provider } = finding;
      return [`${id} ${check}${provider === null ? '' : ` ${provider}`}`, finding] as const;
    }),
  );
}
