import { HOUR, lengthOf, type Interval } from '../../../domain/interval.js';

/**
 * Intervals further apart are requested separately, because the time between them may take the provider long to read.
 */
const FAR = 31 * 24 * HOUR;

interface Wish {
  readonly interval: Interval;
  readonly resolve: (planned: Interval) => void;
}

interface Plan {
  interval: Interval;
  readonly wishes: Wish[];
}

/** Merges the intervals that are requested in the same turn of the event loop. */
export class RequestPlanner {
  #wishes: Wish[] = [];

  /** `span`: the length of an interval, in milliseconds, that is expected to fit one page. */
  constructor(private readonly span: () => number) {}

  /**
   * The interval to request instead of this one: it includes this one, and others of the same turn that fit the page.
   */
  planned(interval: Interval): Promise<Interval> {
    if (this.#wishes.length === 0) setImmediate(() => this.#decide());
    return new Promise((resolve) => this.#wishes.push({ interval, resolve }));
  }

  #decide(): void {
    const wishes = this.#wishes.toSorted((a, b) => a.interval.start - b.interval.start);
    this.#wishes = [];
    const span = this.span();
    const plans: Plan[] = [];
    for (const wish of wishes) {
      const plan = plans.at(-1);
      if (plan !== undefined && fits(plan.interval, wish.interval, span)) {
        plan.interval = union(plan.interval, wish.interval);
        plan.wishes.push(wish);
      } else {
        plans.push({ interval: wish.interval, wishes: [wish] });
      }
    }
    for (const plan of plans) for (const { resolve } of plan.wishes) resolve(plan.interval);
  }
}

function fits(before: Interval, behind: Interval, span: number): boolean {
  return behind.start - before.end <= FAR && lengthOf(union(before, behind)) <= span;
}

function union(before: Interval, behind: Interval): Interval {
  return { start: before.start, end: Math.max(before.end, behind.end) };
}
