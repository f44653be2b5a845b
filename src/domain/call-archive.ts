import type { Call } from './call.js';
import type { Interval } from './interval.js';

/** A call and the provider's record of it. */
export interface RecordedCall {
  readonly call: Call;
  readonly record: unknown;
}

/** Is given what is read live of one call history. Nobody waits for it, and it never throws. */
export interface CallRecorder {
  /** Every call of an interval, oldest first; `asked`: when the provider was asked, in milliseconds since the epoch. */
  record(interval: Interval, calls: readonly RecordedCall[], asked: number): void;
}

/** Reads a provider's records again. */
export interface CallDecoder {
  /** Changes whenever the same record may give another call. */
  readonly version: string;
  /** null for a record that can't be read. */
  readonly decodeCall: (record: unknown) => Call | null;
}

/** What of a call history is archived, as last known. */
export interface ArchiveCoverage {
  /** Archived intervals, oldest first, no two of them adjacent. */
  intervals(): readonly Interval[];
  /** The first archived call from which on everything is archived up to about now, in milliseconds since the epoch; null if nothing is. */
  from(): number | null;
  /** Whether every call up to about now is archived, so that one that isn’t doesn’t exist. */
  hasEverything(): boolean;
}
