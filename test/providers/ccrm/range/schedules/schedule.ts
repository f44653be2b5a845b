import type { CallOrder, TimeRange } from '../../../../../src/domain/call.js';
import { createRandom, type Random } from '../../../../support/random.js';

export const ORDERS = ['ascending', 'descending', 'unsorted', 'almost sorted'] as const;
export const TIES = ['stable', 'another in each answer'] as const;
export const BOUNDS = ['inclusive', 'exclusive', 'from', 'to'] as const;
export const TOTALS = [
  'right',
  'missing',
  'of the page',
  'at most 1000',
  'at most a page',
  'of pages',
  'of what is left',
  'of the answer before',
  'of all history',
  'doubled',
  'rounded down to a hundred',
  'one more',
  'one less',
  'nought',
] as const;
export const SHAPES = [
  'even',
  'office hours',
  'bursts',
  'one second',
  'every second',
  'clock change',
  'sparse',
] as const;
const PAGE_SIZES = [16, 50, 100, 100, 100, 128, 200, 500, 1000] as const;
/** A total of less than a hundred that equals the length of its page is believed. */
const TOTALS_OF_SHORT_PAGES = [
  'right',
  'missing',
  'nought',
  'of pages',
  'of all history',
  'one more',
] as const;

/** How a provider behaves while one range is read. */
export interface Schedule {
  readonly seed: number;
  readonly order: (typeof ORDERS)[number];
  readonly ties: (typeof TIES)[number];
  readonly bounds: (typeof BOUNDS)[number];
  readonly pageSize: number;
  readonly totals: (typeof TOTALS)[number];
  readonly shape: (typeof SHAPES)[number];
  readonly walk: CallOrder;
  readonly range: TimeRange;
  /** The local dates of the initial calls, in milliseconds as if they were UTC. */
  readonly dates: readonly number[];
  /** The probability of a change after each response. */
  readonly changes: number;
  /** Every nth response is empty, whatever its total; 0 for none. */
  readonly empty: number;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
/** Mondays; the clocks change at the end of two of these weeks. */
const WEEKS = [Date.UTC(2025, 2, 10), Date.UTC(2025, 2, 24), Date.UTC(2025, 9, 20)] as const;

export function aSchedule(seed: number): Schedule {
  const random = createRandom(seed);
  const pageSize = random.pick(PAGE_SIZES);
  const shape = random.pick(SHAPES);
  const days = random.pick([1, 1, 2, 7]);
  const begin = shape === 'clock change' ? random.pick([WEEKS[1], WEEKS[2]]) + 5 * DAY : random.pick(WEEKS);
  const length = shape === 'every second' ? 40 * SECOND : days * DAY;
  const pages = pageSize >= 500 ? 3 * random.fraction() : 7 * random.fraction();
  const count = random.pick([
    Math.ceil(pages * pageSize),
    Math.ceil(pages * pageSize),
    pageSize + random.whole(-1, 2),
  ]);
  const from = begin + (shape === 'every second' ? 9 * HOUR : 0);
  return {
    seed,
    order: random.pick(ORDERS),
    ties: random.pick(TIES),
    bounds: random.pick(BOUNDS),
    pageSize,
    totals: pageSize < 100 ? random.pick(TOTALS_OF_SHORT_PAGES) : random.pick(TOTALS),
    shape,
    walk: random.pick(['NEWEST_FIRST', 'OLDEST_FIRST']),
    // Some calls are up to a few seconds outside the range.
    range: {
      from: from - HOUR + random.whole(0, 19) * SECOND,
      to: from + length - HOUR - random.whole(0, 19) * SECOND,
    },
    dates: Array.from({ length: count }, dateOf(shape, from, length, random)),
    changes: random.pick([0, 0.1, 0.5, 1]),
    empty: 0,
  };
}

/** A random date of a shape, in whole seconds. */
export function dateOf(shape: Schedule['shape'], from: number, length: number, random: Random): () => number {
  const busy = Array.from(
    { length: shape === 'one second' ? 1 : 3 },
    () => random.whole(0, length / SECOND - 1) * SECOND,
  );
  const anywhere = () => random.whole(0, length / SECOND - 1) * SECOND;
  switch (shape) {
    case 'even':
    case 'every second':
    case 'sparse':
      return () => from + anywhere();
    case 'clock change':
      return () =>
        from +
        ((random.fraction() < 0.5 ? anywhere() : DAY + random.whole(0, 5 * 3600 - 1) * SECOND) % length);
    case 'office hours':
      return () =>
        from + ((Math.floor(anywhere() / DAY) * DAY + 8 * HOUR + random.whole(0, 35_999) * SECOND) % length);
    case 'bursts':
      return () =>
        from +
        ((random.fraction() < 0.1
          ? anywhere()
          : random.pick([0, 0, ...busy]) + random.whole(0, 59) * SECOND) %
          length);
    case 'one second':
      return () =>
        from +
        (random.fraction() < 0.3
          ? anywhere()
          : random.fraction() < 0.9
            ? (busy[0] ?? 0)
            : ((busy[0] ?? 0) + SECOND) % length);
  }
}
