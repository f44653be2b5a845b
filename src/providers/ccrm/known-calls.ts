import { LRUCache } from 'lru-cache';
import type { Call } from '../../domain/call.js';
import { contains, endingAt, SECOND, type Stretch } from './stretch.js';

/** A stretch of which every call is known; the calls oldest first, each once. */
export interface KnownStretch extends Stretch {
  readonly calls: readonly Call[];
}

export interface KnownCallsOptions {
  /** Seconds for which calls of the running hour are fresh. */
  readonly recent: number;
  /** Seconds for which older calls are fresh. */
  readonly closed: number;
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Kept extends KnownStretch {
  readonly asked: number;
}

const HOUR = 3_600_000;
/** A decoded call with its strings, roughly. */
const BYTES_OF_A_CALL = 1500;

/**
 * What is known of one workspace's call history, for as long as it is fresh: a call that is older
 * than an hour hardly changes, one of the running hour soon gets notes, flags and neighbours.
 */
export class KnownCalls {
  readonly #stretches: LRUCache<number, Kept>;
  #added = 0;

  constructor(private readonly options: KnownCallsOptions) {
    this.#stretches = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: ({ calls }) => BYTES_OF_A_CALL * (calls.length + 1),
    });
  }

  /** Until when an answer that is asked for now tells what happens: calls that begin later are not in it. */
  horizon(): number {
    const { now, recent } = this.options;
    return now() + recent * SECOND;
  }

  /** What is known around an instant, the latest answer of several; null where that isn't fresh any more. */
  at(instant: number): KnownStretch | null {
    for (const [key, kept] of this.#stretches.entries()) {
      const fresh = this.#freshPart(kept);
      if (fresh === null) continue;
      if (!contains(fresh, instant)) continue;
      this.#stretches.get(key);
      return { ...fresh, calls: kept.calls };
    }
    return null;
  }

  /** The end of what is known nearest below an instant that isn't; null where nothing is. */
  endBelow(instant: number): number | null {
    const ends = this.#freshStretches().map(({ last }) => last);
    return ends.filter((last) => last < instant).reduce<number | null>((a, b) => Math.max(a ?? b, b), null);
  }

  /** The begin of what is known nearest above an instant that isn't; null where nothing is. */
  beginAbove(instant: number): number | null {
    const begins = this.#freshStretches().map(({ first }) => first);
    return begins
      .filter((first) => first > instant)
      .reduce<number | null>((a, b) => Math.min(a ?? b, b), null);
  }

  /** `asked` is when the question was sent, in milliseconds since the epoch. */
  add(stretch: KnownStretch, asked: number): void {
    for (const [key, { first, last }] of this.#stretches.entries()) {
      if (first >= stretch.first && last <= stretch.last) this.#stretches.delete(key);
    }
    this.#stretches.set(this.#added++, { ...stretch, asked });
  }

  #freshStretches(): Stretch[] {
    return this.#stretches
      .values()
      .map((kept) => this.#freshPart(kept))
      .filter((fresh) => fresh !== null)
      .toArray();
  }

  #freshPart({ first, last, asked }: Kept): Stretch | null {
    const age = this.options.now() - asked;
    if (age <= this.options.recent * SECOND) return { first, last };
    return age <= this.options.closed * SECOND ? endingAt({ first, last }, asked - HOUR) : null;
  }
}
