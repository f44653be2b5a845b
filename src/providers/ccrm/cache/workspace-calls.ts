import { LRUCache } from 'lru-cache';
import type { Call } from '../../../domain/call.js';
import { CallFreshness, type AskedInterval, type CallFreshnessOptions } from './call-freshness.js';
import { callsBetween, contains, SECOND, type Interval } from '../../../domain/interval.js';

/** An interval of which every call is known; the calls oldest first, each once, none outside of it. */
export interface KnownInterval extends Interval {
  readonly calls: readonly Call[];
}

/** What is fresh of an interval, and when it was asked for, in milliseconds since the epoch. */
export interface FreshInterval extends KnownInterval {
  readonly asked: number;
}

/** What was known of an interval when it was asked for. */
export interface StaleInterval extends KnownInterval {
  /** Whole seconds since then. */
  readonly ageSeconds: number;
}

export interface KnownCallsOptions extends CallFreshnessOptions {
  readonly maxBytes: number;
}

/** What is known of one workspace's call history, for as long as it is of use. */
export interface WorkspaceCalls {
  readonly freshness: CallFreshness;
  /**
   * What is known around an instant, the latest answer of several, up to where a later one begins; null if that isn't
   * fresh any more.
   */
  at(instant: number): FreshInterval | null;
  /** What was known around an instant, fresh or not; null if it isn't kept any more, or was of the last hour. */
  staleAt(instant: number): StaleInterval | null;
  /** The end of what is known nearest below an instant that isn't; null if nothing is. */
  endBelow(instant: number): number | null;
  /** The begin of what is known nearest above an instant that isn't; null if nothing is. */
  beginAbove(instant: number): number | null;
  /** `asked` is when the question was sent, in milliseconds since the epoch. */
  add(interval: KnownInterval, asked: number): void;
  /** How many calls exactly this interval holds; null if that isn't known, or not fresh any more. */
  countOf(interval: Interval): KeptCount | null;
  /** Keeps the count of an interval that need not be known; `asked` is when the question was sent. */
  addCount(interval: Interval, count: number, asked: number): void;
}

interface Kept extends KnownInterval, AskedInterval {}

/** A count, and when it was asked for, in milliseconds since the epoch. */
export interface KeptCount {
  readonly count: number;
  readonly asked: number;
}

interface Found {
  readonly key: number;
  readonly kept: Kept;
  readonly part: Interval;
}

/** A decoded call with its strings, measured: 1,250 on average, 1,950 if contacts, agents and flags are known. */
const BYTES_OF_A_CALL = 2000;
const INTERVALS = 1000;
const COUNTS = 1000;
/** Of workspaces with little memory: a cache takes memory for all that it may hold. */
const FEWEST = 32;

/** What operations on one workspace's call history share in this process. */
export class CallMemory implements WorkspaceCalls {
  readonly freshness: CallFreshness;
  readonly #intervals: LRUCache<number, Kept>;
  readonly #counts: LRUCache<string, KeptCount>;
  #added = 0;

  constructor(options: KnownCallsOptions) {
    this.freshness = new CallFreshness(options);
    const most = Math.max(FEWEST, Math.floor(options.maxBytes / BYTES_OF_A_CALL));
    this.#counts = new LRUCache({ max: Math.min(COUNTS, most) });
    this.#intervals = new LRUCache({
      max: Math.min(INTERVALS, most),
      maxSize: options.maxBytes,
      sizeCalculation: ({ calls }) => BYTES_OF_A_CALL * (calls.length + 1),
    });
  }

  at(instant: number): FreshInterval | null {
    const found = this.#latest(instant, (kept) => this.freshness.freshPart(kept, instant));
    if (found === null) return null;
    const part = this.#withoutLater(found, instant);
    return { ...knownPart({ ...found, part }), asked: found.kept.asked };
  }

  staleAt(instant: number): StaleInterval | null {
    const found = this.#latest(instant, (kept) => this.freshness.stalePart(kept, instant));
    return (
      found && {
        ...knownPart(found),
        ageSeconds: Math.floor((this.freshness.now() - found.kept.asked) / SECOND),
      }
    );
  }

  endBelow(instant: number): number | null {
    const ends = this.#freshIntervals().map(({ end }) => end);
    return ends.filter((end) => end < instant).reduce<number | null>((a, b) => Math.max(a ?? b, b), null);
  }

  beginAbove(instant: number): number | null {
    const begins = this.#freshIntervals().map(({ start }) => start);
    return begins
      .filter((start) => start > instant)
      .reduce<number | null>((a, b) => Math.min(a ?? b, b), null);
  }

  add(interval: KnownInterval, asked: number): void {
    for (const [key, kept] of this.#intervals.entries()) {
      const isCovered = kept.start >= interval.start && kept.end <= interval.end;
      if ((isCovered && kept.asked <= asked) || this.freshness.isOver(kept)) this.#intervals.delete(key);
    }
    this.#intervals.set(this.#added++, { ...interval, asked });
  }

  countOf(interval: Interval): KeptCount | null {
    const kept = this.#counts.get(countKey(interval));
    return kept !== undefined && this.freshness.freshMs(interval, kept.asked) > 0 ? kept : null;
  }

  addCount(interval: Interval, count: number, asked: number): void {
    this.#counts.set(countKey(interval), { count, asked });
  }

  forgetAll(): void {
    this.#intervals.clear();
    this.#counts.clear();
  }

  #latest(instant: number, partOf: (kept: Kept) => Interval | null): Found | null {
    let found: Found | null = null;
    for (const [key, kept] of this.#intervals.entries()) {
      if (!contains(kept, instant) || (found !== null && found.kept.asked >= kept.asked)) continue;
      const part = partOf(kept);
      if (part !== null) found = { key, kept, part };
    }
    // Looked up so that it counts as used.
    if (found !== null) this.#intervals.get(found.key);
    return found;
  }

  /** What of a part around an instant no later answer tells. */
  #withoutLater({ kept, part }: Found, instant: number): Interval {
    let { start, end } = part;
    for (const later of this.#intervals.values()) {
      if (later.asked <= kept.asked) continue;
      for (const fresh of this.freshness.freshParts(later)) {
        if (fresh.end < instant) start = Math.max(start, fresh.end + SECOND);
        if (fresh.start > instant) end = Math.min(end, fresh.start - SECOND);
      }
    }
    return { start, end };
  }

  #freshIntervals(): Interval[] {
    return this.#intervals
      .values()
      .flatMap((kept) => this.freshness.freshParts(kept))
      .toArray();
  }
}

function countKey({ start, end }: Interval): string {
  return `${String(start)}/${String(end)}`;
}

function knownPart({ kept, part: { start, end } }: Found): KnownInterval {
  return { start, end, calls: callsBetween({ start, end }, kept.calls) };
}
