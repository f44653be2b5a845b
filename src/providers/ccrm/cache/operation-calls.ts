import type { KnownInterval } from './workspace-calls.js';
import { contains } from '../../../domain/interval.js';

/**
 * An operation that has cached this many calls shares no more: other operations rarely need the far end of a long walk.
 */
const MAX_CALLS = 20_000;
/** The number of latest intervals that an operation caches beyond that. */
const LATEST_INTERVALS = 2;

/** The intervals that one operation has read. */
export class OperationCalls {
  readonly #cached: KnownInterval[] = [];
  /** The number of intervals, the first ones, that stay cached. */
  #lasting = 0;
  #calls = 0;

  /** `isInBackground`: the operation reads only for the archive, so only its latest intervals are cached. */
  constructor(private readonly isInBackground: boolean) {}

  /** Whether the operation has cached as many calls as it may; intervals read from now on must not be shared. */
  get isFull(): boolean {
    return this.isInBackground || this.#calls >= MAX_CALLS;
  }

  /** The interval around an instant, the latest if there are several; undefined if there is none. */
  at(instant: number): KnownInterval | undefined {
    return this.#cached.findLast((interval) => contains(interval, instant));
  }

  add(known: KnownInterval): void {
    if (!this.isFull) {
      this.#lasting += 1;
      this.#calls += known.calls.length;
    } else if (this.#cached.length === this.#lasting + LATEST_INTERVALS) {
      this.#cached.splice(this.#lasting, 1);
    }
    this.#cached.push(known);
  }
}
