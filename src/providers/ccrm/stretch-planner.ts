import { HOUR, lengthOf, type Stretch } from './stretch.js';

/** What lies further apart is asked for by itself: the provider may take long over the time between. */
const FAR = 31 * 24 * HOUR;

interface Wish {
  readonly stretch: Stretch;
  readonly tell: (planned: Stretch) => void;
}

interface Plan {
  stretch: Stretch;
  readonly wishes: Wish[];
}

/** Brings together the stretches that are wished for in the same turn of the event loop. */
export class StretchPlanner {
  #wishes: Wish[] = [];

  /** `span`: how long a stretch may be, in milliseconds, so that one page is expected to hold its calls. */
  constructor(private readonly span: () => number) {}

  /** The stretch to ask for in place of this one: it holds it, and others of the same turn that fit the page, too. */
  planned(stretch: Stretch): Promise<Stretch> {
    if (this.#wishes.length === 0) setImmediate(() => this.#decide());
    return new Promise((tell) => this.#wishes.push({ stretch, tell }));
  }

  #decide(): void {
    const wishes = this.#wishes.toSorted((a, b) => a.stretch.first - b.stretch.first);
    this.#wishes = [];
    const span = this.span();
    const plans: Plan[] = [];
    for (const wish of wishes) {
      const plan = plans.at(-1);
      if (plan !== undefined && fits(plan.stretch, wish.stretch, span)) {
        plan.stretch = union(plan.stretch, wish.stretch);
        plan.wishes.push(wish);
      } else {
        plans.push({ stretch: wish.stretch, wishes: [wish] });
      }
    }
    for (const plan of plans) for (const { tell } of plan.wishes) tell(plan.stretch);
  }
}

function fits(before: Stretch, behind: Stretch, span: number): boolean {
  return behind.first - before.last <= FAR && lengthOf(union(before, behind)) <= span;
}

function union(before: Stretch, behind: Stretch): Stretch {
  return { first: before.first, last: Math.max(before.last, behind.last) };
}
