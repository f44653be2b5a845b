import type { OperationScope } from '../operation/operation-scope.js';
import type { Call } from '../call.js';
import type { Interval } from '../interval.js';
import type { NoteOfCall } from '../note.js';

/** A call and the provider's record of it. */
export interface RecordedCall {
  readonly call: Call;
  /** A value of `parseJson`, or its JSON text, which takes less than half of the memory while it waits to be written. */
  readonly record: unknown;
}

/** The provider's records of all notes of one call. */
export interface RecordedNotes {
  readonly callUuid: string;
  readonly records: readonly unknown[];
  /** When they were requested, in milliseconds since the epoch. */
  readonly requestedAt: number;
}

/** Records the calls and notes that are read live from one call history. Callers don't wait for it; it never throws. */
export interface CallRecorder {
  /**
   * `calls`: every call of the interval, oldest first. `requestedAt`: in milliseconds since the epoch. `scope`: of the
   * operation that requested them.
   */
  record(
    interval: Interval,
    calls: readonly RecordedCall[],
    requestedAt: number,
    scope: OperationScope,
  ): void;
  recordNotes(notes: RecordedNotes, scope: OperationScope): void;
}

/** Decodes archived records of a provider. */
export interface CallDecoder {
  /** Changes whenever the same record may decode to a different call or note. */
  readonly version: string;
  /** null if the record can't be decoded. */
  readonly decodeCall: (record: unknown) => Call | null;
  /** null if the record can't be decoded. */
  readonly decodeNote: (record: unknown) => NoteOfCall | null;
}

/** Which part of a call history is archived, as of the last update. */
export interface ArchiveCoverage {
  /** Archived intervals, oldest first, no two of them adjacent. */
  intervals(): readonly Interval[];
  /**
   * The latest of three instants: the start of the archive apart from gaps that are about to be filled, the first archived
   * call, and the time from which calls are to be archived. In milliseconds since the epoch; null if nothing is archived.
   */
  from(): number | null;
  /** Whether every call that is more than an hour old is archived. If so, an older call that isn't archived doesn't exist. */
  hasEverything(): boolean;
}
