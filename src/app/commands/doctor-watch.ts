import type { Report } from '../../doctor/doctor.js';
import type { Finding } from '../../doctor/finding.js';
import { doctorText } from './doctor-text.js';

/** Seconds between two rounds; each costs up to seven requests per workspace. */
export const WATCH_INTERVAL = 60;

export interface WatchOptions {
  readonly diagnose: () => Promise<Report>;
  readonly print: (text: string) => void;
  /** Waits between two rounds; resolves to false to stop. */
  readonly pause: () => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Examines the workspaces in rounds. Prints the full report of the first round, then only findings whose verdict has
 * changed, with the time.
 */
export async function watchProviders({ diagnose, print, pause, now }: WatchOptions): Promise<void> {
  let before = await diagnose();
  print(doctorText(before));
  while (await pause()) {
    const report = await diagnose();
    print(changesText(before, report, now()));
    before = report;
  }
}

/** The same, but prints each round's report as a line of JSON with its time (`at`, ISO 8601). */
export async function watchAsJson({ diagnose, print, pause, now }: WatchOptions): Promise<void> {
  do {
    const report = await diagnose();
    print(`${JSON.stringify({ at: new Date(now()).toISOString(), ...report })}\n`);
  } while (await pause());
}

function changesText(before: Report, report: Report, now: number): string {
  const verdicts = new Map(eachFinding(before).map(([key, { verdict }]) => [key, verdict]));
  return eachFinding(report)
    .filter(([key, { verdict }]) => verdicts.get(key) !== verdict)
    .map(([key, { verdict, text }]) => {
      const was = verdicts.get(key) ?? 'none';
      return `${new Date(now).toISOString()} ${key}: ${was} → ${verdict}. ${text}\n`;
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
