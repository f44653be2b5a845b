import type { Call } from '../../domain/call.js';
import type { CallRecorder, RecordedCall } from '../../domain/archive/call-archive.js';
import type { KnownInterval } from './cache/workspace-calls.js';

/** Gives complete intervals with the provider's records to a recorder. */
export class CallRecords {
  /** Until its interval is known to be complete; calls of others are forgotten with their records. */
  readonly #records = new WeakMap<Call, unknown>();

  constructor(private readonly recorder: CallRecorder) {}

  remember(call: Call, record: unknown): void {
    this.#records.set(call, record);
  }

  keepNotes(callUuid: string, records: readonly unknown[], asked: number): void {
    this.recorder.recordNotes({ callUuid, records, asked });
  }

  /** `asked`: when the provider was asked, in milliseconds since the epoch. */
  keep({ start, end, calls }: KnownInterval, asked: number): void {
    const recorded: RecordedCall[] = [];
    for (const call of calls) {
      if (!this.#records.has(call)) return;
      recorded.push({ call, record: this.#records.get(call) });
      this.#records.delete(call);
    }
    this.recorder.record({ start, end }, recorded, asked);
  }
}
