import { LRUCache } from 'lru-cache';
import type { Call } from '../../domain/call.js';
import { callsBetween, contains, endingAt, HOUR, SECOND, startingAt, type Stretch } from './stretch.js';

/** A stretch of which every call is known; the calls oldest first, each once, none outside of it. */
export interface KnownStretch extends Stretch {
  readonly calls: readonly Call[];
}

/** What is fresh of a stretch, and when it was asked for, in milliseconds since the epoch. */
export interface FreshStretch extends KnownStretch {
  readonly asked: number;
}

/** What was known of a stretch when it was asked for. */
export interface StaleStretch extends KnownStretch {
  /** Whole seconds since then. */
  readonly ageSeconds: number;
}

export interface KnownCallsOptions {
  /** Seconds for which calls of the running hour are fresh. */
  readonly recent: number;
  /** Seconds for which older calls are fresh. */
  readonly closed: number;
  /** Seconds for which older calls are kept when they aren't fresh any more. */
  readonly maxStale: number;
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Asked extends Stretch {
  readonly asked: number;
}

interface Kept extends KnownStretch, Asked {}

/** A count, and when it was asked for, in milliseconds since the epoch. */
export interface KeptCount {
  readonly count: number;
  readonly asked: number;
}

interface Found {
  readonly key: number;
  readonly kept: Kept;
  readonly part: Stretch;
}

/** Where the running hour begins moves on in such steps, so that what is asked for again and again stays one stretch. */
const STEP = 600 * SECOND;
/** How far a caller's clock may be ahead of ours. */
const AHEAD = 60 * SECOND;
/** A decoded call with its strings, measured: 1,250 on average, 1,950 where contacts, agents and flags are known. */
const BYTES_OF_A_CALL = 2000;
const STRETCHES = 1000;
const COUNTS = 1000;

/**
 * What is known of one workspace's call history, for as long as it is fresh: a call that is older
 * than an hour hardly changes, one of the running hour soon gets notes, flags and neighbours.
 */
export class KnownCalls {
  readonly #stretches: LRUCache<number, Kept>;
  readonly #counts = new LRUCache<string, KeptCount>({ max: COUNTS });
  #added = 0;

  constructor(private readonly options: KnownCallsOptions) {
    this.#stretches = new LRUCache({
      max: STRETCHES,
      maxSize: options.maxBytes,
      sizeCalculation: ({ calls }) => BYTES_OF_A_CALL * (calls.length + 1),
    });
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.options.now();
  }

  /** Until when it is worth asking, in whole seconds, so that others find it known; null where nobody will. */
  horizon(): number | null {
    const { recent } = this.options;
    if (recent === 0) return null;
    return Math.floor((this.now() + recent * SECOND + AHEAD) / SECOND) * SECOND;
  }

  /** What is known around an instant, the latest answer of several; null where that isn't fresh any more. */
  at(instant: number): FreshStretch | null {
    const found = this.#latest(instant, (kept) => this.#freshPart(kept));
    return found && { ...knownPart(found), asked: found.kept.asked };
  }

  /** What was known of closed time around an instant, fresh or not; null where it isn't kept any more. */
  staleAt(instant: number): StaleStretch | null {
    const found = this.#latest(instant, (kept) => (this.#isOver(kept) ? null : closedPart(kept)));
    return found && { ...knownPart(found), ageSeconds: Math.floor((this.now() - found.kept.asked) / SECOND) };
  }

  /**
   * Whether a stretch that was asked for at `asked` would be fresh around an instant if it were known; with `stale`
   * whether it would do in an outage.
   */
  wouldKnow({ first, last }: Stretch, asked: number, instant: number, stale: boolean): boolean {
    const kept = { first, last, asked };
    const parts = [this.#freshPart(kept), stale && !this.#isOver(kept) ? closedPart(kept) : null];
    return parts.some((part) => part !== null && contains(part, instant));
  }

  /** Milliseconds for which a stretch may be of use to anyone, from when it was asked for. */
  lifetime({ first, last }: Stretch, asked: number): number {
    const { recent, closed, maxStale } = this.options;
    const seconds =
      closedPart({ first, last, asked }) === null ? recent : Math.max(recent, closed + maxStale);
    return seconds * SECOND;
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

  /** `asked` is when the question was sent, by `now`. */
  add(stretch: KnownStretch, asked: number): void {
    for (const [key, kept] of this.#stretches.entries()) {
      const isCovered = kept.first >= stretch.first && kept.last <= stretch.last;
      if ((isCovered && kept.asked <= asked) || this.#isOver(kept)) this.#stretches.delete(key);
    }
    this.#stretches.set(this.#added++, { ...stretch, asked });
  }

  /** How many calls exactly this stretch holds; null where that isn't known, or not fresh any more. */
  countOf(stretch: Stretch): KeptCount | null {
    const kept = this.#counts.get(countKey(stretch));
    return kept !== undefined && this.freshMs(stretch, kept.asked) > 0 ? kept : null;
  }

  /** For how many milliseconds more the whole of a stretch that was asked for then stays fresh; 0 or less: not. */
  freshMs({ last }: Stretch, asked: number): number {
    const { recent, closed } = this.options;
    const fresh = last <= closedUntil(asked) ? closed : Math.min(recent, closed);
    return asked + fresh * SECOND - this.now();
  }

  /** Keeps the count of a stretch that need not be known; `asked` is when the question was sent, by `now`. */
  addCount(stretch: Stretch, count: number, asked: number): void {
    this.#counts.set(countKey(stretch), { count, asked });
  }

  forgetAll(): void {
    this.#stretches.clear();
    this.#counts.clear();
  }

  #latest(instant: number, partOf: (kept: Kept) => Stretch | null): Found | null {
    let found: Found | null = null;
    for (const [key, kept] of this.#stretches.entries()) {
      if (!contains(kept, instant) || (found !== null && found.kept.asked >= kept.asked)) continue;
      const part = partOf(kept);
      if (part !== null && contains(part, instant)) found = { key, kept, part };
    }
    // Looked up so that it counts as used.
    if (found !== null) this.#stretches.get(found.key);
    return found;
  }

  #freshStretches(): Stretch[] {
    return this.#stretches
      .values()
      .map((kept) => this.#freshPart(kept))
      .filter((fresh) => fresh !== null)
      .toArray();
  }

  #freshPart(kept: Asked): Stretch | null {
    const age = this.now() - kept.asked;
    const { recent, closed } = this.options;
    if (age < Math.min(recent, closed) * SECOND) return kept;
    if (age < closed * SECOND) return closedPart(kept);
    return age < recent * SECOND ? startingAt(kept, closedUntil(kept.asked) + SECOND) : null;
  }

  #isOver({ asked }: Asked): boolean {
    const { recent, closed, maxStale } = this.options;
    return this.now() - asked >= Math.max(recent, closed + maxStale) * SECOND;
  }
}

function countKey({ first, last }: Stretch): string {
  return `${String(first)}/${String(last)}`;
}

/** The last second that was older than an hour when it was asked for. */
function closedUntil(asked: number): number {
  return Math.floor((asked - HOUR) / STEP) * STEP;
}

function closedPart(kept: Asked): Stretch | null {
  return endingAt(kept, closedUntil(kept.asked));
}

function knownPart({ kept, part: { first, last } }: Found): KnownStretch {
  return { first, last, calls: callsBetween({ first, last }, kept.calls) };
}
