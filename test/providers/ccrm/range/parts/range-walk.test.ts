import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../../../../src/domain/call.js';
import type { Interval } from '../../../../../src/domain/interval.js';
import { RangeWalk } from '../../../../../src/providers/ccrm/range/range-walk.js';
import { aClock } from '../../../../support/a-clock.js';
import { callAt, callsFrom, NOON, seconds } from './a-page.js';
import { aWorkspace } from './a-workspace.js';

const FRESH = { recent: 5, closed: 3600, maxStale: 0 };
const ORDERS = ['OLDEST_FIRST', 'NEWEST_FIRST'] as const;

const secondsOf = (calls: readonly { readonly startedAt: number }[]) =>
  calls.map(({ startedAt }) => (startedAt - NOON) / 1000);

async function batchesOf(batches: AsyncIterable<readonly Call[]>): Promise<(readonly Call[])[]> {
  const found: (readonly Call[])[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

describe('a walk', () => {
  test.each(ORDERS)(
    'returns the calls of a range in its order, without those beside it (%s)',
    async (order) => {
      const { open, asked } = aWorkspace({ calls: callsFrom(-1, 7), pageSize: 1000 });
      const found = secondsOf(await open().walk(seconds(0, 4), order));
      expect(found).toEqual(order === 'OLDEST_FIRST' ? [0, 1, 2, 3, 4] : [4, 3, 2, 1, 0]);
      expect(asked).toEqual(['0..4']);
    },
  );

  test('over an empty range returns nothing, and takes no request', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 5), pageSize: 1000 });
    const walk = new RangeWalk(open().reader, null, 'OLDEST_FIRST');
    expect(walk.isAtEnd).toBe(true);
    expect(await batchesOf(walk.batches())).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('yields no empty batch', async () => {
    const { open } = aWorkspace({ calls: [], pageSize: 1000 });
    const walk = new RangeWalk(open().reader, seconds(0, 9), 'OLDEST_FIRST');
    expect(await batchesOf(walk.batches())).toEqual([]);
    expect(walk.isAtEnd).toBe(true);
  });

  test('ends early after so many requests, and continues from there', async () => {
    const { open } = aWorkspace({ calls: callsFrom(0, 100), pageSize: 10, total: () => null });
    const walk = new RangeWalk(open().reader, seconds(0, 97), 'OLDEST_FIRST');
    const first = secondsOf((await batchesOf(walk.batches(2))).flat());
    expect(first.length).toBeLessThan(98);
    expect(walk.isAtEnd).toBe(false);
    const rest = secondsOf((await batchesOf(walk.batches())).flat());
    expect([...first, ...rest]).toEqual(secondsOf(callsFrom(0, 98)));
    expect(walk.isAtEnd).toBe(true);
  });

  test.each(ORDERS)('uses what is cached, and requests only the gaps (%s)', async (order) => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 1000 }, { fresh: FRESH });
    await open().reader.fetch(seconds(10, 19));
    await open().reader.fetch(seconds(30, 39));
    asked.length = 0;
    const found = secondsOf(await open().walk(seconds(0, 49), order));
    expect(found.toSorted((a, b) => a - b)).toEqual(secondsOf(callsFrom(0, 50)));
    const gaps = ['0..9', '20..29', '40..49'];
    expect(asked).toEqual(order === 'OLDEST_FIRST' ? gaps : gaps.toReversed());
  });

  test('that ends about now reads up to the end that later callers need', async () => {
    const clock = aClock('2025-03-12T12:00:00.600Z');
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 1), pageSize: 1000 }, { fresh: FRESH, clock });
    await open().walk(seconds(-7200, 0));
    expect(asked).toEqual(['-7200..65']);
    await open().walk(seconds(-7200, 3));
    expect(asked).toHaveLength(1);
  });

  test('waits for another operation’s request that covers its edge', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 57), pageSize: 1000 }, { fresh: FRESH });
    const other = open().reader.fetch(seconds(0, 59));
    expect(await open().walk(seconds(10, 19))).toHaveLength(10);
    expect(asked).toEqual(['0..59']);
    await other;
  });

  test('waits only once at one edge', async () => {
    const { open, asked, memory } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 20 }, { fresh: FRESH });
    // A long walk has the interval in flight until its end.
    memory.inFlight.set('long', seconds(-3600, 3600));
    expect(await open().walk(seconds(10, 19))).toHaveLength(10);
    expect(asked).toEqual(['-3600..3600', '-3600..3600 page 2', '10..19']);
  });

  test('looks up what replicas share once at each edge, before it sends a request', async () => {
    const lookedUp: number[] = [];
    const { open, asked } = aWorkspace(
      { calls: callsFrom(0, 60), pageSize: 1000 },
      {
        fresh: FRESH,
        lookUp(instant, _, known) {
          const second = (instant - NOON) / 1000;
          lookedUp.push(second);
          if (second !== 0) return;
          known.add({ ...seconds(0, 4), calls: callsFrom(0, 5) }, known.freshness.now(), known.epoch);
        },
      },
    );
    expect(await open().walk(seconds(0, 9))).toHaveLength(10);
    expect(lookedUp).toEqual([0, 5]);
    expect(asked).toEqual(['5..9']);
  });

  test('uses what its operation has learned about an incomplete range', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 20 });
    const operation = open();
    await operation.walk(seconds(0, 59));
    asked.length = 0;
    expect(await operation.walk(seconds(0, 59), 'NEWEST_FIRST')).toHaveLength(60);
    expect(asked).toEqual([]);
    await operation.reader.fetch(seconds(0, 70));
    asked.length = 0;
    expect(await operation.walk(seconds(0, 70), 'NEWEST_FIRST')).toHaveLength(60);
    expect(asked).not.toContain('0..70');
  });

  test('plans its first three intervals together with those of others, and the following ones alone', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 40), pageSize: 1000 });
    const found = await Promise.all([
      open().walk(seconds(0, 9)),
      open().walk(seconds(20, 29)),
      open().walk(seconds(5, 14)),
    ]);
    expect(found.map(({ length }) => length)).toEqual([10, 10, 10]);
    expect(asked).toEqual(['0..29']);
  });

  test('learns from a request that was planned with others and turned out to be incomplete', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 20 });
    const walks = [open().walk(seconds(0, 29)), open().walk(seconds(30, 59))];
    expect((await Promise.all(walks)).map(({ length }) => length)).toEqual([30, 30]);
    expect(asked.slice(0, 2)).toEqual(['0..59', '0..59 page 2']);
    expect(asked).not.toContain('0..29');
    expect(asked).not.toContain('30..59');
  });

  test('plans three intervals with others, and the following ones alone', async () => {
    const operation = aWorkspace({ calls: callsFrom(0, 200), pageSize: 20 }).open();
    const planned: Interval[] = [];
    Object.assign(operation.reader, {
      planned: (interval: Interval) => Promise.resolve(planned[planned.push(interval) - 1]),
    });
    expect(await operation.walk(seconds(0, 199))).toHaveLength(200);
    expect(planned).toHaveLength(3);
  });

  test('ends after its maximum number of requests and sends no more', async () => {
    const { open } = aWorkspace({ calls: callsFrom(0, 100), pageSize: 10 });
    const { reader } = open();
    const asked: Interval[] = [];
    const fetchInterval = reader.fetch.bind(reader);
    Object.assign(reader, { fetch: (interval: Interval) => (asked.push(interval), fetchInterval(interval)) });
    await batchesOf(new RangeWalk(reader, seconds(0, 97), 'OLDEST_FIRST').batches(3));
    expect(asked).toHaveLength(3);
  });

  test.each([
    // Twenty calls take more than ten minutes, or less.
    [60, true],
    [20, false],
  ])('with a call every %i s extends an interval that ends about now: %s', async (every, isExtended) => {
    const clock = aClock('2025-03-12T12:00:00.600Z');
    const calls = callsFrom(-21_600, 21_600).filter((_, index) => index % every === 0);
    const { open, asked } = aWorkspace({ calls, pageSize: 20 }, { fresh: FRESH, clock });
    expect(await open().walk(seconds(-21_600, 0), 'NEWEST_FIRST')).toHaveLength(calls.length);
    const [whole, second, next = ''] = asked;
    expect([whole, second]).toEqual(['-21600..65', '-21600..65 page 2']);
    expect(next).toMatch(isExtended ? /\.\.65$/u : /\.\.0$/u);
  });

  test('returns stale calls in an outage', async () => {
    const history = { calls: callsFrom(0, 5), pageSize: 1000, isOut: false };
    const { open } = aWorkspace(history, { fresh: { recent: 5, closed: 0, maxStale: 600 } });
    await open().walk(seconds(0, 9));
    history.isOut = true;
    expect(await open().walk(seconds(0, 9))).toHaveLength(5);
  });

  test('is an error if it has only unreadable records', async () => {
    const { open } = aWorkspace({ calls: [callAt(50)], unreadable: [3], pageSize: 1000 });
    const operation = open();
    await expect(operation.walk(seconds(0, 9))).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(await operation.walk(seconds(0, 59))).toHaveLength(1);
    expect(await operation.walk(seconds(10, 49))).toEqual([]);
  });
});
