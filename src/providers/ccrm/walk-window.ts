import type { CallOrder } from '../../domain/call.js';
import type { Answer } from './history-page.js';
import type { KnownStretch } from './known-calls.js';
import { contains, endingAt, FILL, lengthOf, SECOND, startingAt, type Stretch } from './stretch.js';
import type { StretchReader } from './stretch-reader.js';

/** Pages that a window is expected to hold at most: they are in memory at the same time. */
const MOST_PAGES = 16;
/** A window may hold so many times the pages that the walk has given. */
const AHEAD = 8;
/** Stretches that are held: a window's, and those from which it was divided. */
const MOST_STRETCHES = MOST_PAGES + 4;
/** How full a page is aimed at where pages that prove nothing have been met. */
const CAUTIOUS_FILL = 0.7;
/** How much longer a stretch may be than the one before it, which held few calls. */
const GROWTH = 4;
/** What a page doesn't show is not believed to be more than so many times as dense as what it proves. */
const DENSER = 32;
/** A stretch that must be made shorter than this doesn't go on to the horizon. */
const SHORT = 600 * SECOND;

/** A stretch of which not all is known, and how many calls are expected in what isn't. */
interface Gap extends Stretch {
  readonly left: number;
}

/**
 * What one walk has read beyond its edge, and how much it asks for next. Where the provider sorts the other way, a
 * page proves the far side of its stretch. So a stretch of some pages is read towards the edge, and then given.
 */
export class WalkWindow {
  #ahead: readonly KnownStretch[] = [];
  /** The nearest one last, which lies within the one before. */
  #gaps: Gap[] = [];
  #given = 0;
  /** Milliseconds at least, as the stretch before held few calls, and at most, as it proved nothing. */
  #shortest = 0;
  #longest = Infinity;
  #fill = FILL;
  #crowded: number | null = null;

  constructor(
    private readonly order: CallOrder,
    private readonly reader: StretchReader,
  ) {}

  /** What was read around an instant. */
  at(instant: number): KnownStretch | undefined {
    return this.#ahead.find((known) => contains(known, instant));
  }

  /** Is told how many calls the walk has just given, and what is left of its range. */
  gave(calls: number, rest: Stretch | null): void {
    this.#given += calls;
    this.#ahead = this.#ahead.filter((known) => rest !== null && intersection(known, rest) !== null);
  }

  /** What to ask for of an unknown stretch at the edge. `isSorted`: whether a page that is cut off proves anything. */
  stretchOf(unknown: Stretch, isSorted: boolean): Stretch {
    const edge = this.order === 'NEWEST_FIRST' ? unknown.last : unknown.first;
    while (!contains(this.#gaps.at(-1) ?? unknown, edge)) this.#gaps.pop();
    const gap = this.#gaps.at(-1);
    if (gap === undefined) return this.reader.extended(unknown);
    const within = intersection(unknown, gap) ?? unknown;
    const crowd = this.#crowded === null ? null : intersection(within, around(this.#crowded));
    if (crowd !== null) return crowd;
    const part = this.#fromEdge(within, this.#length(gap, edge, isSorted));
    return lengthOf(part) < SHORT ? part : (intersection(this.reader.extended(part), gap) ?? part);
  }

  /** Takes in what an answer tells; `known`: the stretch that it proves, where that is still in memory. */
  learn(asked: Stretch, answer: Answer, known: KnownStretch | undefined, edge: number): void {
    const gap = this.#gaps.pop();
    this.#crowded = answer.crowded;
    this.#longest = Infinity;
    if (known === undefined) this.#shorten(asked, answer, gap);
    else if (contains(known, edge)) this.#goOn(known, gap);
    else this.#comeNearer(asked, answer, known, gap, edge);
  }

  /** Forgets what is expected: a page proves the side of the edge. */
  forget(): void {
    this.#gaps = [];
    this.#crowded = null;
  }

  /** A page that proves nothing. */
  #shorten(asked: Stretch, { total }: Answer, gap: Gap | undefined): void {
    const { pageSize } = this.reader;
    const left = total ?? 2 * pageSize;
    if (gap !== undefined) {
      this.#fill = CAUTIOUS_FILL;
      this.#expect(gap, gap.left - left);
    }
    this.#expect(asked, left);
    this.#shortest /= GROWTH;
    this.#longest = (lengthOf(asked) * this.#fill * pageSize) / Math.max(left, pageSize);
  }

  /** The edge has been reached. */
  #goOn(known: KnownStretch, gap: Gap | undefined): void {
    const calls = known.calls.length;
    if (gap !== undefined) this.#expect(gap, gap.left - calls);
    const pages = Math.max(calls, 1) / this.reader.pageSize;
    this.#shortest = lengthOf(known) * Math.min(GROWTH, this.#fill / pages);
  }

  /** Something beyond the edge is known, and less is left before it. */
  #comeNearer(
    asked: Stretch,
    { total }: Answer,
    known: KnownStretch,
    gap: Gap | undefined,
    edge: number,
  ): void {
    this.#ahead = [...this.#ahead, known].slice(-MOST_STRETCHES);
    const fromEdge = contains(asked, edge);
    const held = fromEdge ? (total ?? Infinity) : (gap?.left ?? 0);
    if (gap !== undefined) this.#expect(gap, gap.left - held);
    const near = beside(fromEdge || gap === undefined ? asked : gap, known, edge);
    if (near === undefined) return;
    const calls = known.calls.length;
    const dense = (calls * lengthOf(near)) / lengthOf(known);
    this.#expect(near, held - calls > DENSER * (dense + this.reader.pageSize) ? dense : held - calls);
    this.#shortest = Math.min(this.#shortest, lengthOf(near)) / 2;
  }

  /** Milliseconds that are expected to hold the pages of a window. */
  #length(gap: Gap, edge: number, isSorted: boolean): number {
    const { pageSize } = this.reader;
    const pages = isSorted
      ? Math.min(Math.max(1, AHEAD * Math.floor(this.#given / pageSize)), MOST_PAGES)
      : 1;
    if (gap.left <= pages * pageSize) return this.#longest;
    const length = lengthOf(this.#behind(gap, edge));
    const expected = (length * (pages - 1 + this.#fill) * pageSize) / gap.left;
    // Where pages prove nothing, what was near tells more than the average, and one call too many costs a page.
    const wanted = isSorted
      ? Math.max(expected, this.#shortest)
      : Math.min(this.#shortest, length / 2) || expected;
    return Math.min(wanted, this.#longest);
  }

  #expect({ first, last }: Stretch, left: number): void {
    this.#gaps.push({ first, last, left: Math.max(0, left) });
  }

  /** The part of a stretch that the walk has yet to come to. */
  #behind(stretch: Stretch, edge: number): Stretch {
    return (this.order === 'NEWEST_FIRST' ? endingAt(stretch, edge) : startingAt(stretch, edge)) ?? stretch;
  }

  #fromEdge({ first, last }: Stretch, length: number): Stretch {
    const beyond = Math.max(0, Math.floor(length / SECOND) - 1) * SECOND;
    return this.order === 'NEWEST_FIRST'
      ? { first: Math.max(first, last - beyond), last }
      : { first, last: Math.min(last, first + beyond) };
  }
}

/** The part of a stretch beside a known one that has the edge. */
function beside(stretch: Stretch, known: Stretch, edge: number): Stretch | undefined {
  const parts = [endingAt(stretch, known.first - SECOND), startingAt(stretch, known.last + SECOND)];
  return parts.filter((part) => part !== null).find((part) => contains(part, edge));
}

function around(second: number): Stretch {
  return { first: second - SECOND, last: second + SECOND };
}

function intersection(one: Stretch, other: Stretch): Stretch | null {
  const first = Math.max(one.first, other.first);
  const last = Math.min(one.last, other.last);
  return first > last ? null : { first, last };
}
