import type { KnownInterval } from './workspace-calls.js';
import { contains, type Interval } from '../../../domain/interval.js';

/**
 * An operation that has cached this many calls shares no more: other operations rarely need the far end of a long walk.
 */
const MAX_CALLS = 20_000;
/** The number of latest intervals that an operation caches beyond that. */
const LATEST_INTERVALS = 2;

/** The intervals that one operation has read. */
export class OperationCalls {
  readonly #cached: KnownInterval[] = [];
  readonly #latest: KnownInterval[] = [];
  #calls = 0;
  readonly #most: number;

  /** `isInBackground`: the operation reads only for the archive, so only its latest intervals are cached. */
  constructor(isInBackground: boolean) {
    this.#most = isInBackground ? 0 : MAX_CALLS;
  }

  /** Whether the operation has cached as many calls as it may; intervals read from now on must not be shared. */
  get isFull(): boolean {
    return this.#calls >= this.#most;
  }

  /** The interval around an instant, the latest if there are several; undefined if there is none. */
  at(instant: number): KnownInterval | undefined {
    const isAround = (interval: Interval) => contains(interval, instant);
    return this.#latest.findLast(isAround) ?? this.#cached.findLast(isAround);
  }

  add(known: KnownInterval): void {
    if (this.isFull) {
      this.#latest.push(known);
      if (this.#latest.length > LATEST_INTERVALS) this.#latest.shift();
    } else {
      this.#cached.push(known);
      this.#calls += known.calls.length;
    }
  }
}
