import { compareCalls, type Call } from '../domain/call.js';

/** What a look at the call history shows that wasn't there before, in the order of `startedAt`, then of uuids. */
export interface CallNews {
  readonly added: readonly Call[];
  readonly changed: readonly Call[];
}

interface Sighting {
  readonly startedAt: number;
  readonly state: string;
}

const SECOND = 1000;

/** Which calls of a call history have been seen, and in which state. Times are milliseconds since the epoch. */
export class CallSightings {
  readonly #seen = new Map<string, Sighting>();
  /** The begin of what the first look has shown; null before it. */
  #firstFrom: number | null = null;
  #isLate = false;
  #isWhole = false;

  /** `begin`: what was there then is not news. */
  constructor(private readonly begin: number) {}

  /** Whether a first look has told what was there before. */
  get isBegun(): boolean {
    return this.#firstFrom !== null;
  }

  /** Takes note of calls; what of them is news. */
  note(calls: readonly Call[]): CallNews {
    const added: Call[] = [];
    const changed: Call[] = [];
    for (const call of calls) {
      const before = this.#seen.get(call.uuid);
      const state = stateOf(call);
      if (before === undefined && !this.#wasThere(call)) added.push(call);
      if (before !== undefined && before.state !== state) changed.push(call);
      this.#seen.set(call.uuid, { startedAt: call.startedAt, state });
    }
    return { added: added.sort(compareCalls), changed: changed.sort(compareCalls) };
  }

  /** Takes note that a first look has shown every call that began at `from` or later. */
  noteFirst(from: number): void {
    this.#firstFrom = from;
  }

  /** Takes note that every call has been seen that began at `from` or later; earlier ones won't be shown again. */
  noteAll(from: number): void {
    this.#isWhole = true;
    for (const [uuid, { startedAt }] of this.#seen) if (startedAt < from) this.#seen.delete(uuid);
  }

  /** Takes note that a look failed. */
  noteFailure(): void {
    this.#isLate = true;
  }

  /**
   * Whether a call that wasn't seen before was there at the begin. The first look tells, if it comes at once; of calls
   * that it doesn't show, or that it shows too late, those that were over by then.
   */
  #wasThere({ startedAt, durationSeconds }: Call): boolean {
    if (this.#isWhole) return false;
    const wasOver = startedAt + durationSeconds * SECOND < this.begin;
    return this.#firstFrom === null ? wasOver || !this.#isLate : wasOver && startedAt < this.#firstFrom;
  }
}

/** Equal as long as nothing has changed that `callChanged` tells. */
function stateOf({ status, durationSeconds, noteCount, flags }: Call): string {
  const marks = flags.map(({ uuid, name, color }) => JSON.stringify([uuid, name, color])).sort();
  return `${status} ${String(durationSeconds)} ${String(noteCount)} ${marks.join()}`;
}
