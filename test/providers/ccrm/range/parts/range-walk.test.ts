import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../../../../src/domain/call.js';
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

  test('of no second returns nothing, and takes no request', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 5), pageSize: 1000 });
    const walk = new RangeWalk(open().reader, null, null, 'OLDEST_FIRST');
    expect(walk.isAtEnd).toBe(true);
    expect(await batchesOf(walk.batches())).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('yields no empty batch', async () => {
    const { open } = aWorkspace({ calls: [], pageSize: 1000 });
    const walk = new RangeWalk(open().reader, null, seconds(0, 9), 'OLDEST_FIRST');
    expect(await batchesOf(walk.batches())).toEqual([]);
    expect(walk.isAtEnd).toBe(true);
  });

  test('ends early after so many requests, and continues from there', async () => {
    const { open } = aWorkspace({ calls: callsFrom(0, 100), pageSize: 10, total: () => null });
    const walk = new RangeWalk(open().reader, null, seconds(0, 97), 'OLDEST_FIRST');
    const first = secondsOf((await batchesOf(walk.batches(2))).flat());
    expect(first.length).toBeLessThan(98);
    expect(walk.isAtEnd).toBe(false);
    const rest = secondsOf((await batchesOf(walk.batches())).flat());
    expect([...first, ...rest]).toEqual(secondsOf(callsFrom(0, 98)));
    expect(walk.isAtEnd).toBe(true);
  });

  test.each(ORDERS)('uses what is cached, and requests the gaps alone (%s)', async (order) => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 1000 }, { fresh: FRESH });
    await open().reader.ask(seconds(10, 19));
    await open().reader.ask(seconds(30, 39));
    asked.length = 0;
    const found = secondsOf(await open().walk(seconds(0, 49), order));
    expect(found.toSorted((a, b) => a - b)).toEqual(secondsOf(callsFrom(0, 50)));
    const gaps = ['0..9', '20..29', '40..49'];
    expect(asked).toEqual(order === 'OLDEST_FIRST' ? gaps : gaps.toReversed());
  });

  test('that ends about now reads up to the end that later callers want', async () => {
    const clock = aClock('2025-03-12T12:00:00.600Z');
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 1), pageSize: 1000 }, { fresh: FRESH, clock });
    await open().walk(seconds(-7200, 0));
    expect(asked).toEqual(['-7200..65']);
    await open().walk(seconds(-7200, 3));
    expect(asked).toHaveLength(1);
  });

  test('waits for another operation’s request that covers its edge', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 57), pageSize: 1000 }, { fresh: FRESH });
    const other = open().reader.ask(seconds(0, 59));
    expect(await open().walk(seconds(10, 19))).toHaveLength(10);
    expect(asked).toEqual(['0..59']);
    await other;
  });

  test('waits so only once at one edge', async () => {
    const { open, asked, memory } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 20 }, { fresh: FRESH });
    // A long walk has the interval in flight until its end.
    memory.inFlight.set('long', seconds(-3600, 3600));
    expect(await open().walk(seconds(10, 19))).toHaveLength(10);
    expect(asked).toEqual(['-3600..3600', '-3600..3600 page 2', '10..19']);
  });

  test('looks up what replicas share once at each edge, before it asks the provider', async () => {
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

  test('uses what its operation has learned of an incomplete range', async () => {
    const { open, asked } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 20 });
    const operation = open();
    await operation.walk(seconds(0, 59));
    asked.length = 0;
    expect(await operation.walk(seconds(0, 59), 'NEWEST_FIRST')).toHaveLength(60);
    expect(asked).toEqual([]);
    await operation.reader.ask(seconds(0, 70));
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

  test('is an error if it has unreadable records alone', async () => {
    const { open } = aWorkspace({ calls: [callAt(50)], unreadable: [3], pageSize: 1000 });
    const operation = open();
    await expect(operation.walk(seconds(0, 9))).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(await operation.walk(seconds(0, 59))).toHaveLength(1);
    expect(await operation.walk(seconds(10, 49))).toEqual([]);
  });
});
