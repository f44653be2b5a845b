import type { Provider } from '../domain/upstream/upstream-error.js';
import type { Evidence } from './evidence.js';

/** PROBLEM: needs attention. UNKNOWN: the evidence isn't sufficient. */
export type Verdict = 'GOOD' | 'PROBLEM' | 'UNKNOWN';

export type CheckName =
  | 'redis'
  | 'archive'
  | 'reachable'
  | 'proxy'
  | 'certificate'
  | 'credentials'
  | 'clock'
  | 'quota'
  | 'timeZone'
  | 'extensions'
  | 'speedDials'
  | 'agentNumbers'
  | 'phoneNumbers'
  | 'payloads';

/** The result of a check. It contains no secrets, and personal phone numbers are masked. */
export interface Finding {
  readonly check: CheckName;
  /** null if it isn't about a single provider. */
  readonly provider: Provider | null;
  readonly verdict: Verdict;
  /** A sentence for people; the wording may change. */
  readonly text: string;
  /** The same for programs. Each check has its own keys, which are stable. */
  readonly facts: Readonly<Record<string, Fact>>;
}

type Fact = string | number | null | readonly Readonly<Record<string, string | number>>[];

/** Evaluates the evidence of one workspace without sending requests. Empty if there is nothing to evaluate. */
export type Check = (evidence: Evidence) => readonly Finding[];
