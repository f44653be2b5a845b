import { setImmediate as nextTurn } from 'node:timers/promises';
import { contains, HOUR, lengthOf, type Interval } from '../../../domain/interval.js';

/**
 * Intervals further apart are requested separately, because the time between them may take the provider long to read.
 */
const FAR = 31 * 24 * HOUR;

/** Merges the intervals that are requested in the same turn of the event loop. */
export class RequestPlanner {
  #wanted: Interval[] = [];
  #plans: Promise<readonly Interval[]> = Promise.resolve([]);

  /** `span`: the length of an interval, in milliseconds, that is expected to fit one page. */
  constructor(private readonly span: () => number) {}

  /**
   * The interval to request instead of this one: it includes this one, and others of the same turn that fit the page.
   */
  async planned(interval: Interval): Promise<Interval> {
    if (this.#wanted.length === 0) {
      this.#plans = nextTurn().then(() => merged(this.#wanted.splice(0), this.span()));
    }
    this.#wanted.push(interval);
    const plans = await this.#plans;
    return (
      plans.findLast((plan) => contains(plan, interval.start) && contains(plan, interval.end)) ?? interval
    );
  }
}

/** The intervals, those merged that are near each other and together at most as long as `span`. */
function merged(intervals: Interval[], span: number): readonly Interval[] {
  const plans: Interval[] = [];
  for (const interval of intervals.sort((a, b) => a.start - b.start)) {
    const last = plans.at(-1);
    const union = last && { start: last.start, end: Math.max(last.end, interval.end) };
    if (union && interval.start - last.end <= FAR && lengthOf(union) <= span) plans[plans.length - 1] = union;
    else plans.push(interval);
  }
  return plans;
}
