import { endingAt, intersection, SECOND, startingAt, type Interval } from '../../domain/interval.js';

/** An archived interval, and when it was requested from the provider, in milliseconds since the epoch. */
export interface Covered extends Interval {
  readonly fetchedAt: number;
}

/** The parts of an interval that no other interval overlaps, oldest first. */
export function without(interval: Interval, others: readonly Interval[]): readonly Interval[] {
  return others.reduce<readonly Interval[]>(
    (parts, other) => parts.flatMap((part) => beside(part, other)),
    [interval],
  );
}

/** The parts of some covered intervals that lie in an interval, in the same order. */
export function coveredWithin(interval: Interval, covered: readonly Covered[]): readonly Covered[] {
  return covered.flatMap(({ fetchedAt, ...each }) => {
    const common = intersection(interval, each);
    return common === null ? [] : [{ ...common, fetchedAt }];
  });
}

/** The parts of covered intervals that no other interval overlaps. */
export function cutOut(covered: readonly Covered[], others: readonly Interval[]): readonly Covered[] {
  return covered.flatMap((each) =>
    without(each, others).map((rest) => ({ ...rest, fetchedAt: each.fetchedAt })),
  );
}

/** The earliest fetch of any of the intervals, in milliseconds since the epoch; Infinity without any. */
export function oldestFetch(covered: readonly Covered[]): number {
  return covered.reduce((oldest, { fetchedAt }) => Math.min(oldest, fetchedAt), Infinity);
}

/** Merges adjacent intervals, which must be sorted and must not overlap. */
export function joined(intervals: readonly Interval[]): readonly Interval[] {
  const whole: Interval[] = [];
  for (const { start, end } of intervals) {
    const before = whole.at(-1);
    if (before !== undefined && before.end + SECOND === start) whole[whole.length - 1] = { ...before, end };
    else whole.push({ start, end });
  }
  return whole;
}

/** The parts of an interval before and after `other`. */
function beside(interval: Interval, other: Interval): readonly Interval[] {
  if (intersection(interval, other) === null) return [interval];
  const parts = [endingAt(interval, other.start - SECOND), startingAt(interval, other.end + SECOND)];
  return parts.filter((part) => part !== null);
}
