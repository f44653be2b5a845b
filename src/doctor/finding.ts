import type { Provider } from '../domain/upstream/upstream-error.js';
import type { Reading } from './examine.js';

/** PROBLEM: needs attention. UNKNOWN: the evidence isn't sufficient. */
export type Verdict = 'GOOD' | 'PROBLEM' | 'UNKNOWN';

/** What a check says of one provider, or of all. It contains no secrets, and personal phone numbers are masked. */
export interface Judgement {
  readonly verdict: Verdict;
  /** A sentence for people; the wording may change. */
  readonly text: string;
  /** The same for programs. Each check has its own keys, which are stable. */
  readonly facts: Readonly<Record<string, Fact>>;
}

type Fact = string | number | null | readonly Readonly<Record<string, string | number>>[];

/** The result of a check. */
export interface Finding extends Judgement {
  /** The name of the check, which is stable. */
  readonly check: string;
  /** null if it isn't about a single provider. */
  readonly provider: Provider | null;
}

/** Judges what was read of one workspace's providers, without asking for more. Empty if there is nothing to judge. */
export type Check = (readings: readonly Reading[]) => readonly Omit<Finding, 'check'>[];

/** A check of each provider, by what was read of it alone; `judge` returns null if there is nothing to judge. */
export function ofEachProvider(judge: (reading: Reading) => Judgement | null): Check {
  return (readings) =>
    readings.flatMap((reading) => {
      const judgement = judge(reading);
      return judgement === null ? [] : [{ provider: reading.provider, ...judgement }];
    });
}
