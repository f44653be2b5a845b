import type { Provider } from '../domain/upstream/upstream-error.js';
import type { Evidence } from './evidence.js';

/** PROBLEM: someone has to look at it. UNKNOWN: what was read doesn't tell. */
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

/** What a check found. Nothing in it holds a secret, and numbers of persons are masked. */
export interface Finding {
  readonly check: CheckName;
  /** null if it isn't about one provider. */
  readonly provider: Provider | null;
  readonly verdict: Verdict;
  /** A sentence for people; its words may change. */
  readonly text: string;
  /** The same for machines: each check has keys of its own, which stay. */
  readonly facts: Readonly<Record<string, Fact>>;
}

type Fact = string | number | null | readonly Readonly<Record<string, string | number>>[];

/** Judges what was read of one workspace, without asking for more. Empty if there is nothing to judge. */
export type Check = (evidence: Evidence) => readonly Finding[];
