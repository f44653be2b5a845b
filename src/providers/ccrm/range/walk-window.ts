import type { CallOrder } from '../../../domain/call.js';
import type { Answer } from './page-evidence.js';
import type { KnownInterval } from '../known-calls.js';
import { contains, endingAt, FILL, lengthOf, SECOND, startingAt, type Interval } from './interval.js';
import type { IntervalReader } from './interval-reader.js';

/** Pages that a window is expected to hold at most: they are in memory at the same time. */
const MOST_PAGES = 16;
/** A window may hold so many times the pages that the walk has given. */
const AHEAD = 8;
/** Stretches that are held: a window's, and those from which it was divided. */
const MOST_STRETCHES = MOST_PAGES + 4;
/** How full a page is aimed at where pages that prove nothing have been met. */
const CAUTIOUS_FILL = 0.7;
/** How much longer an interval may be than the one before it, which held few calls. */
const GROWTH = 4;
/** What a page doesn't show is not believed to be more than so many times as dense as what it proves. */
const DENSER = 32;
/** An interval that must be made shorter than this doesn't go on to the horizon. */
const SHORT = 600 * SECOND;

/** An interval of which not all is known, and how many calls are expected in what isn't. */
interface Gap extends Interval {
  readonly left: number;
}

/**
 * What one walk has read beyond its edge, and how much it asks for next. Where the provider sorts the other way, a
 * page proves the far side of its interval. So an interval of some pages is read towards the edge, and then given.
 */
export class WalkWindow {
  #ahead: readonly KnownInterval[] = [];
  /** The nearest one last, which lies within the one before. */
  #gaps: Gap[] = [];
  #given = 0;
  /** Milliseconds at least, as the interval before held few calls, and at most, as it proved nothing. */
  #shortest = 0;
  #longest = Infinity;
  #fill = FILL;
  #crowded: number | null = null;

  constructor(
    private readonly order: CallOrder,
    private readonly reader: IntervalReader,
  ) {}

  /** What was read around an instant. */
  at(instant: number): KnownInterval | undefined {
    return this.#ahead.find((known) => contains(known, instant));
  }

  /** Is told how many calls the walk has just given, and what is left of its range. */
  gave(calls: number, rest: Interval | null): void {
    this.#given += calls;
    this.#ahead = this.#ahead.filter((known) => rest !== null && intersection(known, rest) !== null);
  }

  /** What to ask for of an unknown interval at the edge. `isSorted`: whether a page that is cut off proves anything. */
  intervalOf(unknown: Interval, isSorted: boolean): Interval {
    const edge = this.order === 'NEWEST_FIRST' ? unknown.end : unknown.start;
    while (!contains(this.#gaps.at(-1) ?? unknown, edge)) this.#gaps.pop();
    const gap = this.#gaps.at(-1);
    if (gap === undefined) return this.reader.extended(unknown);
    const within = intersection(unknown, gap) ?? unknown;
    const crowd = this.#crowded === null ? null : intersection(within, around(this.#crowded));
    if (crowd !== null) return crowd;
    const part = this.#fromEdge(within, this.#length(gap, edge, isSorted));
    return lengthOf(part) < SHORT ? part : (intersection(this.reader.extended(part), gap) ?? part);
  }

  /** Takes in what an answer tells; `known`: the interval that it proves, where that is still in memory. */
  learn(asked: Interval, answer: Answer, known: KnownInterval | undefined, edge: number): void {
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
  #shorten(asked: Interval, { total }: Answer, gap: Gap | undefined): void {
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
  #goOn(known: KnownInterval, gap: Gap | undefined): void {
    const calls = known.calls.length;
    if (gap !== undefined) this.#expect(gap, gap.left - calls);
    const pages = Math.max(calls, 1) / this.reader.pageSize;
    this.#shortest = lengthOf(known) * Math.min(GROWTH, this.#fill / pages);
  }

  /** Something beyond the edge is known, and less is left before it. */
  #comeNearer(
    asked: Interval,
    { total }: Answer,
    known: KnownInterval,
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

  #expect({ start, end }: Interval, left: number): void {
    this.#gaps.push({ start, end, left: Math.max(0, left) });
  }

  /** The part of an interval that the walk has yet to come to. */
  #behind(interval: Interval, edge: number): Interval {
    return (
      (this.order === 'NEWEST_FIRST' ? endingAt(interval, edge) : startingAt(interval, edge)) ?? interval
    );
  }

  #fromEdge({ start, end }: Interval, length: number): Interval {
    const beyond = Math.max(0, Math.floor(length / SECOND) - 1) * SECOND;
    return this.order === 'NEWEST_FIRST'
      ? { start: Math.max(start, end - beyond), end }
      : { start, end: Math.min(end, start + beyond) };
  }
}

/** The part of an interval beside a known one that has the edge. */
function beside(interval: Interval, known: Interval, edge: number): Interval | undefined {
  const parts = [endingAt(interval, known.start - SECOND), startingAt(interval, known.end + SECOND)];
  return parts.filter((part) => part !== null).find((part) => contains(part, edge));
}

function around(second: number): Interval {
  return { start: second - SECOND, end: second + SECOND };
}

function intersection(one: Interval, other: Interval): Interval | null {
  const start = Math.max(one.start, other.start);
  const end = Math.min(one.end, other.end);
  return start > end ? null : { start, end };
}
