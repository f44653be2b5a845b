import { Temporal } from 'temporal-polyfill';
import { compareCalls, type Call } from '../domain/call.js';
import type { CallEvent } from '../domain/call-events.js';
import { HOUR, SECOND } from '../domain/interval.js';

/** The new and the changed calls that a poll finds, each ordered by `startedAt`, then by uuid. */
export type CallNews = Readonly<Record<CallEvent, readonly Call[]>>;

interface Sighting {
  readonly startedAt: number;
  readonly state: string;
}

/** The longest time that a zone's clock can be set back by, in milliseconds. */
const LONGEST_REPEAT = 24 * HOUR;

/** Remembers the calls that polls have found, with their state. Times are milliseconds since the epoch. */
export class CallSightings {
  readonly #seen = new Map<string, Sighting>();
  /** The start of the range of the first poll; null until it is complete. */
  #firstFrom: number | null = null;
  #isLate = false;
  #isWhole = false;

  /** Calls that existed at `begin` aren't news. `timezone`: that of the calls' local dates. */
  constructor(
    private readonly begin: number,
    private readonly timezone: string,
  ) {}

  /** Whether the first poll is complete. */
  get isBegun(): boolean {
    return this.#firstFrom !== null;
  }

  /** Remembers calls, and returns those that are new or changed. */
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

  /** Records that the first poll has read every call since `from`. */
  noteFirst(from: number): void {
    this.#firstFrom = from;
  }

  /** Records that every call since `from` has been read, and forgets earlier ones, which won't be read again. */
  noteAll(from: number): void {
    this.#isWhole = true;
    for (const [uuid, { startedAt }] of this.#seen) if (startedAt < from) this.#seen.delete(uuid);
  }

  /** Records that a poll failed or took long, so that calls may have appeared since `begin`. */
  noteDelay(): void {
    this.#isLate = true;
  }

  /**
   * Whether a call that is seen for the first time already existed at `begin`. Every call of the first poll did,
   * unless it was delayed; of all other calls, those that had ended by then did.
   */
  #wasThere(call: Call): boolean {
    if (this.#isWhole) return false;
    if (this.#firstFrom === null) return !this.#isLate || this.#wasOver(call);
    return call.startedAt < this.#firstFrom && this.#wasOver(call);
  }

  #wasOver({ startedAt, localDate, durationSeconds }: Call): boolean {
    const since = this.begin - startedAt - durationSeconds * SECOND;
    if (since <= 0 || since > LONGEST_REPEAT) return since > 0;
    // `startedAt` is the earlier instant of a date in a repeated hour, but the later one may be right.
    return latestInstantOf(localDate, this.timezone) + durationSeconds * SECOND < this.begin;
  }
}

function latestInstantOf(localDate: string, timezone: string): number {
  const date = Temporal.PlainDateTime.from(localDate.replace(' ', 'T'));
  return date.toZonedDateTime(timezone, { disambiguation: 'later' }).epochMilliseconds;
}

/** Differs if and only if `callChanged` reports a change. */
function stateOf({ status, durationSeconds, noteCount, flags }: Call): string {
  const marks = flags.map(({ uuid, name, color }) => JSON.stringify([uuid, name, color])).sort();
  return `${status} ${String(durationSeconds)} ${String(noteCount)} ${marks.join()}`;
}
