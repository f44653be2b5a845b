import type { Call } from '../../domain/call.js';
import type { RecordedCall } from '../../domain/archive/call-archive.js';

/** The provider's records of decoded calls, kept until their interval proves complete. */
export class CallRecords {
  /** Weak, so that the records of incomplete intervals are garbage-collected with their calls. */
  readonly #records = new WeakMap<Call, unknown>();

  remember(call: Call, record: unknown): void {
    this.#records.set(call, record);
  }

  /** Removes the records of these calls, and returns both in the same order; null if a call has no record. */
  take(calls: readonly Call[]): readonly RecordedCall[] | null {
    const recorded: RecordedCall[] = [];
    for (const call of calls) {
      if (!this.#records.has(call)) return null;
      recorded.push({ call, record: this.#records.get(call) });
      this.#records.delete(call);
    }
    return recorded;
  }
}
