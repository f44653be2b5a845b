import { describe, expect, test } from '@jest/globals';
import { RequestPlanner } from '../../../../src/providers/ccrm/range/request-planner.js';
import { IncompleteIntervals } from '../../../../src/providers/ccrm/range/unread-time.js';

const interval = (start: number, end: number) => ({ start: start * 1000, end: end * 1000 });
const DAY = 24 * 3600;

/** An incomplete interval with a page of 100 records. */
const incomplete = (total: number | null, saturated: number | null = null) =>
  ({ isComplete: false, received: 100, total, saturated: saturated && saturated * 1000 }) as const;

describe('incomplete intervals', () => {
  test('are nested, each with the number of calls that its total leaves', () => {
    const found = new IncompleteIntervals('OLDEST_FIRST');
    expect([found.innermost, found.depth]).toEqual([undefined, 0]);
    found.note(interval(0, 99), incomplete(1000), interval(0, 99));
    expect(found.innermost).toEqual({ ...interval(0, 99), left: 1000, isUntouched: true, saturated: null });
    found.note(interval(0, 49), incomplete(null), interval(0, 99));
    expect(found.innermost).toEqual({ ...interval(0, 49), left: null, isUntouched: true, saturated: null });
    expect(found.depth).toBe(2);
  });

  test('have at least one call more than their incomplete page', () => {
    const found = new IncompleteIntervals('OLDEST_FIRST');
    found.note(interval(0, 99), incomplete(40), interval(0, 99));
    expect(found.innermost?.left).toBe(101);
  });

  test('estimate a part in proportion, but only for the first interval, and with a total', () => {
    const found = new IncompleteIntervals('OLDEST_FIRST');
    found.note(interval(0, 99), incomplete(null), interval(50, 99));
    expect(found.depth).toBe(0);
    found.note(interval(0, 99), incomplete(1000), interval(75, 99));
    expect(found.innermost).toEqual({ ...interval(75, 99), left: 250, isUntouched: true, saturated: null });
    found.note(interval(70, 80), incomplete(1000), interval(75, 99));
    expect(found.depth).toBe(1);
  });

  test('estimate a part of an interval that extends further on either side', () => {
    const found = new IncompleteIntervals('NEWEST_FIRST');
    found.note(interval(0, 99), incomplete(1000), interval(0, 49));
    expect(found.innermost).toMatchObject({ ...interval(0, 49), left: 500 });
  });

  test('count as untouched if the wanted part has exactly as many calls as a page', () => {
    const found = new IncompleteIntervals('OLDEST_FIRST');
    found.note(interval(0, 99), incomplete(1000), interval(90, 99));
    expect(found.innermost).toMatchObject({ left: 100, isUntouched: true });
  });

  test('count as partly read if the wanted part has fewer calls than a page', () => {
    const found = new IncompleteIntervals('OLDEST_FIRST');
    found.note(interval(0, 99), incomplete(1000), interval(91, 99));
    expect(found.innermost).toMatchObject({ left: 90, isUntouched: false });
  });

  test('shrink as the walk passes them, and are removed once it has passed them', () => {
    const found = new IncompleteIntervals('OLDEST_FIRST');
    found.note(interval(0, 99), incomplete(300), interval(0, 99));
    found.note(interval(0, 49), incomplete(null), interval(0, 99));
    found.pass(40, interval(10, 99));
    expect(found.innermost).toEqual({ ...interval(10, 49), left: null, isUntouched: false, saturated: null });
    found.pass(300, interval(50, 99));
    expect(found.innermost).toEqual({ ...interval(50, 99), left: 0, isUntouched: false, saturated: null });
    found.pass(0, null);
    expect(found.depth).toBe(0);
  });
});

describe('a saturated second', () => {
  test.each([
    ['OLDEST_FIRST', interval(0, 99), interval(0, 48)],
    ['NEWEST_FIRST', interval(0, 99), interval(52, 99)],
    // At the edge of the walk: the second with its neighbours.
    ['OLDEST_FIRST', interval(50, 99), interval(50, 51)],
    ['OLDEST_FIRST', interval(49, 99), interval(49, 51)],
    ['NEWEST_FIRST', interval(0, 50), interval(49, 50)],
    ['NEWEST_FIRST', interval(0, 51), interval(49, 51)],
    // Outside the interval.
    ['OLDEST_FIRST', interval(60, 99), interval(60, 99)],
  ] as const)('is requested separately (%s, within %j)', (order, wanted, part) => {
    const found = new IncompleteIntervals(order);
    found.note(interval(0, 99), incomplete(null, 50), interval(0, 99));
    expect(found.upToSaturated(wanted)).toEqual(part);
  });

  test('doesn’t divide an interval without one', () => {
    const found = new IncompleteIntervals('OLDEST_FIRST');
    expect(found.upToSaturated(interval(0, 99))).toEqual(interval(0, 99));
    found.note(interval(0, 99), incomplete(null), interval(0, 99));
    expect(found.upToSaturated(interval(0, 99))).toEqual(interval(0, 99));
  });
});

describe('the request planner', () => {
  const plan = (span: number, ...wishes: readonly { start: number; end: number }[]) => {
    const planner = new RequestPlanner(() => span * 1000);
    return Promise.all(wishes.map((wish) => planner.planned(wish)));
  };

  test('combines intervals of the same turn up to the span', async () => {
    const wishes = [interval(60, 69), interval(0, 9), interval(20, 29), interval(5, 9)];
    expect(await plan(30, ...wishes)).toEqual([
      interval(60, 69),
      interval(0, 29),
      interval(0, 29),
      interval(0, 29),
    ]);
    expect(await plan(29, ...wishes)).toEqual([
      interval(60, 69),
      interval(0, 9),
      interval(20, 29),
      interval(0, 9),
    ]);
  });

  test('doesn’t combine intervals that are more than a month apart', async () => {
    const month = 31 * DAY;
    const near = [interval(0, 0), interval(month, month)];
    expect(await plan(Infinity, ...near)).toEqual([interval(0, month), interval(0, month)]);
    const far = [interval(0, 0), interval(month + 1, month + 1)];
    expect(await plan(Infinity, ...far)).toEqual(far);
  });

  test('plans intervals of the next turn separately', async () => {
    const planner = new RequestPlanner(() => Infinity);
    expect(await planner.planned(interval(0, 9))).toEqual(interval(0, 9));
    expect(await planner.planned(interval(5, 19))).toEqual(interval(5, 19));
  });
});
