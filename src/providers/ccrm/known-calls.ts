import { LRUCache } from 'lru-cache';
import type { Call } from '../../domain/call.js';
import { CallAges, type AskedStretch, type CallAgesOptions } from './call-ages.js';
import { callsBetween, contains, SECOND, type Stretch } from './stretch.js';

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

export interface KnownCallsOptions extends CallAgesOptions {
  readonly maxBytes: number;
}

interface Kept extends KnownStretch, AskedStretch {}

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

/** A decoded call with its strings, measured: 1,250 on average, 1,950 where contacts, agents and flags are known. */
const BYTES_OF_A_CALL = 2000;
const STRETCHES = 1000;
const COUNTS = 1000;

/** What is known of one workspace's call history, for as long as it is of use. */
export class KnownCalls {
  readonly ages: CallAges;
  readonly #stretches: LRUCache<number, Kept>;
  readonly #counts = new LRUCache<string, KeptCount>({ max: COUNTS });
  #added = 0;

  constructor(options: KnownCallsOptions) {
    this.ages = new CallAges(options);
    this.#stretches = new LRUCache({
      max: STRETCHES,
      maxSize: options.maxBytes,
      sizeCalculation: ({ calls }) => BYTES_OF_A_CALL * (calls.length + 1),
    });
  }

  /** What is known around an instant, the latest answer of several; null where that isn't fresh any more. */
  at(instant: number): FreshStretch | null {
    const found = this.#latest(instant, (kept) => this.ages.freshPart(kept));
    return found && { ...knownPart(found), asked: found.kept.asked };
  }

  /** What was known of closed time around an instant, fresh or not; null where it isn't kept any more. */
  staleAt(instant: number): StaleStretch | null {
    const found = this.#latest(instant, (kept) => this.ages.stalePart(kept));
    return (
      found && { ...knownPart(found), ageSeconds: Math.floor((this.ages.now() - found.kept.asked) / SECOND) }
    );
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
    for (const [key, kept] of this.#stretches.entries()) {
      const isCovered = kept.first >= stretch.first && kept.last <= stretch.last;
      if ((isCovered && kept.asked <= asked) || this.ages.isOver(kept)) this.#stretches.delete(key);
    }
    this.#stretches.set(this.#added++, { ...stretch, asked });
  }

  /** How many calls exactly this stretch holds; null where that isn't known, or not fresh any more. */
  countOf(stretch: Stretch): KeptCount | null {
    const kept = this.#counts.get(countKey(stretch));
    return kept !== undefined && this.ages.freshMs(stretch, kept.asked) > 0 ? kept : null;
  }

  /** Keeps the count of a stretch that need not be known; `asked` is when the question was sent. */
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
      .map((kept) => this.ages.freshPart(kept))
      .filter((fresh) => fresh !== null)
      .toArray();
  }
}

function countKey({ first, last }: Stretch): string {
  return `${String(first)}/${String(last)}`;
}

function knownPart({ kept, part: { first, last } }: Found): KnownStretch {
  return { first, last, calls: callsBetween({ first, last }, kept.calls) };
}
