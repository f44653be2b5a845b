import type { Interval } from '../../domain/interval.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { OpenedAccount } from '../open-accounts.js';
import type { Pacer } from '../sync/pacer.js';
import { compareInterval, type Comparison } from './compare-interval.js';
import { sampleIntervals } from './sample-intervals.js';

/** What the comparison of an account found. */
export interface Verification {
  /** Oldest first; shorter than the sample if the provider failed or the signal aborted. */
  readonly comparisons: readonly Comparison[];
  /** The number of intervals that weren't compared because the provider failed or the signal aborted. */
  readonly notCompared: number;
  /** The provider's error; null if it didn't fail. */
  readonly failure: UpstreamError | null;
}

export interface VerifyOptions {
  /** The number of intervals to compare. */
  readonly sample: number;
  readonly pacer: Pacer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Called after each comparison. */
  readonly compared: (comparison: Comparison) => void;
}

/**
 * Compares sampled intervals with the provider until it fails or the signal aborts. Writes nothing. ArchiveError if the
 * database fails.
 */
export async function verifyAccount(
  account: OpenedAccount,
  { sample, pacer, now, signal, compared }: VerifyOptions,
): Promise<Verification> {
  const intervals: readonly Interval[] = await sampleIntervals(account, now(), sample);
  const comparisons: Comparison[] = [];
  let failure: UpstreamError | null = null;
  for (const interval of intervals) {
    try {
      const comparison = await compareInterval(account, interval, pacer, signal);
      comparisons.push(comparison);
      compared(comparison);
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof UpstreamError)) throw error;
      failure = error;
      break;
    }
  }
  const notCompared = intervals.length - comparisons.length;
  return { comparisons, notCompared, failure };
}
