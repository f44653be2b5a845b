import type { KnownInterval } from './workspace-calls.js';
import { contains, type Interval } from '../../../domain/interval.js';

/** So many calls an operation holds and shares: what lies further on in a walk is hardly what others ask for, too. */
const HELD_CALLS = 20_000;
/** Of those further on only the latest are held. */
const LATEST_INTERVALS = 2;

/** What one operation has read of a call history. */
export class OperationCalls {
  readonly #cached: KnownInterval[] = [];
  readonly #latest: KnownInterval[] = [];
  #calls = 0;
  readonly #most: number;

  /** `isInBackground`: whether it reads for the archive alone, and holds no more than it must. */
  constructor(isInBackground: boolean) {
    this.#most = isInBackground ? 0 : HELD_CALLS;
  }

  /** Whether it holds as many calls as it may, so that what it reads from now on is of use to nobody else. */
  get isFull(): boolean {
    return this.#calls >= this.#most;
  }

  /** The latest of several around an instant. */
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
