import type { Call } from '../../domain/call.js';
import type { RecordedCall } from '../../domain/archive/call-archive.js';

/** The provider's records of calls whose interval isn't known to be complete yet. */
export class CallRecords {
  /** Those of incomplete intervals are dropped with their calls. */
  readonly #records = new WeakMap<Call, unknown>();

  remember(call: Call, record: unknown): void {
    this.#records.set(call, record);
  }

  /** These calls with their records, which are forgotten; null if one has none. */
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
