import { describe, expect, test } from '@jest/globals';
import { aClock } from '../../../../support/a-clock.js';
import { callAt, callsFrom, seconds } from './a-page.js';
import { aWorkspace, type History } from './a-workspace.js';

/** One call per second, from one second before noon on. */
const history = (pageSize = 10, count = 100) => ({ calls: callsFrom(-1, count), pageSize });

describe('a count of one page', () => {
  test('is that of its calls, without those beside it', async () => {
    const { open, asked } = aWorkspace(history());
    expect(await open().count(seconds(0, 4))).toBe(5);
    expect(asked).toEqual(['0..4']);
  });

  test.each([
    ['a part of what', seconds(0, 49), seconds(10, 19), 10],
    ['all that', seconds(0, 49), seconds(0, 49), 50],
    ['a single second that', seconds(3, 3), seconds(3, 3), 1],
  ])('takes no request for %s the operation has read', async (_, read, counted, count) => {
    const { open, asked } = aWorkspace(history(1000));
    const operation = open();
    await operation.walk(read);
    expect(await operation.count(counted)).toBe(count);
    expect(asked).toHaveLength(1);
  });

  test('takes no request for what replicas share, even in an outage', async () => {
    for (const isOut of [false, true]) {
      const { open, asked } = aWorkspace(
        { ...history(), isOut },
        {
          fresh: { recent: 5, closed: isOut ? 0 : 3600, maxStale: 600 },
          lookUp(_, stale, known) {
            if (stale !== isOut) return;
            known.add({ ...seconds(0, 9), calls: callsFrom(0, 10) }, known.freshness.now(), known.epoch);
          },
        },
      );
      expect(await open().count(seconds(2, 6))).toBe(5);
      expect(asked).toEqual(isOut ? ['2..6'] : []);
    }
  });

  test('is exact even if a total is wrong', async () => {
    for (const total of [() => 3, () => 800, () => null]) {
      const { open } = aWorkspace({ ...history(1000), total });
      expect(await open().count(seconds(0, 6))).toBe(7);
    }
  });
});

describe('a count of several pages, while no total has been right,', () => {
  test('walks a range of up to three pages, which confirms the total', async () => {
    const { open, asked, evidence } = aWorkspace(history());
    expect(await open().count(seconds(0, 27))).toBe(28);
    // With the adjacent seconds, which have a call each, it is exactly three pages.
    expect(asked.slice(0, 2)).toEqual(['0..27', '0..27 page 2']);
    expect(asked.length).toBeGreaterThan(4);
    expect(evidence.areTotalsRight).toBe(true);
  });

  test('also walks a range of up to three pages without a total', async () => {
    const { open, evidence } = aWorkspace({ ...history(), total: () => null });
    expect(await open().count(seconds(0, 17))).toBe(18);
    expect(evidence.areTotalsRight).toBe(false);
  });

  test('is exact after a walk that contradicts the total, which stays unconfirmed', async () => {
    const { open, evidence } = aWorkspace({ ...history(), total: (right) => right + (right > 20 ? 1 : 0) });
    expect(await open().count(seconds(0, 26))).toBe(27);
    expect(evidence.areTotalsRight).toBe(false);
  });

  test('compares the total of a longer range with the sum of its parts', async () => {
    const { open, asked, evidence } = aWorkspace(history());
    const operation = open();
    expect(await operation.count(seconds(0, 59))).toBe(60);
    expect(evidence.areTotalsRight).toBe(true);
    // The end that was read, and the rest; then the two seconds whose calls totals may include.
    expect(asked.slice(0, 2)).toEqual(['0..59', '0..59 page 2']);
    expect(asked.length).toBeLessThanOrEqual(7);
  });

  test.each([
    ['count more than the parts', (right: number) => (right > 60 ? right + 1 : right)],
    ['count all history', () => 5000],
  ])('is unknown if its totals %s', async (_, total) => {
    const { open, evidence } = aWorkspace({ ...history(), total });
    expect(await open().count(seconds(0, 59))).toBeNull();
    expect(evidence.areTotalsRight).toBe(false);
  });

  test('is unknown without a total if the calls at its end suggest that it is long', async () => {
    const { open, asked } = aWorkspace({ ...history(), total: () => null });
    const operation = open();
    await operation.walk(seconds(56, 59));
    const before = asked.length;
    expect(await operation.count(seconds(0, 59))).toBeNull();
    expect(asked.length - before).toBeLessThanOrEqual(2);
  });

  test('is unknown without a total if its walk hasn’t ended after six intervals', async () => {
    const { open, asked } = aWorkspace({ ...history(), total: () => null });
    expect(await open().count(seconds(0, 97))).toBeNull();
    expect(asked.length).toBeLessThanOrEqual(9);
  });
});

describe('a count by totals that have been right', () => {
  const proved = async (options: Parameters<typeof aWorkspace>[1] = {}, pageSize = 10) => {
    const workspace = aWorkspace(history(pageSize, 20_000), options);
    await workspace.open().count(seconds(0, 11_999));
    expect(workspace.evidence.areTotalsRight).toBe(true);
    workspace.asked.length = 0;
    return workspace;
  };

  test('takes one request, and one for each side whose calls it may include', async () => {
    const { open, asked } = await proved();
    expect(await open().count(seconds(0, 3599))).toBe(3600);
    expect(asked).toEqual(['0..3599', '0..0', '3599..3599']);
  });

  test('takes no request for a side at which the operation has read calls', async () => {
    const { open, asked } = await proved();
    const operation = open();
    await operation.walk(seconds(3595, 3599));
    expect(asked).toEqual(['3595..3599']);
    expect(await operation.count(seconds(0, 3599))).toBe(3600);
    // What was read at the end is counted, and the rest is requested.
    expect(asked).toEqual(['3595..3599', '0..3594', '0..0', '3594..3594']);
  });

  test('counts only what isn’t known at either end', async () => {
    const { open, asked } = await proved();
    const operation = open();
    await operation.walk(seconds(0, 4));
    await operation.walk(seconds(3595, 3599));
    asked.length = 0;
    expect(await operation.count(seconds(0, 3599))).toBe(3600);
    expect(asked[0]).toBe('5..3594');
  });

  test('isn’t split at single seconds', async () => {
    const { open, asked } = await proved();
    const operation = open();
    await operation.walk(seconds(0, 0));
    await operation.walk(seconds(99, 99));
    asked.length = 0;
    expect(await operation.count(seconds(0, 99))).toBe(100);
    expect(asked).toEqual(['0..99']);
  });

  test('of a range of which nothing is known isn’t split into hours', async () => {
    const { open, asked } = await proved({ fresh: { recent: 5, closed: 3600, maxStale: 0 } });
    const operation = open();
    expect(await operation.count(seconds(1800, 10_799))).toBe(9000);
    const whole = ['1800..10799', '1800..1800', '10799..10799'];
    expect(asked).toEqual(whole);
    await operation.reader.fetch(seconds(10_795, 10_799));
    expect(await operation.count(seconds(1800, 10_799))).toBe(9000);
    expect(asked).toEqual([...whole, '10795..10799']);
  });

  test('is unknown if the provider stops sending totals', async () => {
    for (const fresh of [undefined, { recent: 5, closed: 3600, maxStale: 0 }]) {
      const state: History = history(10, 20_000);
      const { open, evidence } = aWorkspace(state, fresh && { fresh });
      await open().count(seconds(0, 59));
      const operation = open();
      await operation.walk(seconds(10_795, 10_799));
      state.total = () => null;
      expect(evidence.areTotalsRight).toBe(true);
      expect(await operation.count(seconds(1800, 10_799))).toBeNull();
    }
  });

  test('of less than an hour is requested as a whole', async () => {
    const { open, asked } = await proved({ fresh: { recent: 5, closed: 3600, maxStale: 0 } });
    const operation = open();
    await operation.walk(seconds(1995, 1999));
    expect(await operation.count(seconds(100, 1999))).toBe(1900);
    expect(asked).toContain('100..1994');
  });

  test('of whole hours stays fresh from the time of its request', async () => {
    const clock = aClock('2025-03-20T12:00:00Z');
    const { open } = await proved({ fresh: { recent: 5, closed: 3600, maxStale: 0 }, clock });
    const count = async () => {
      const operation = open();
      await operation.reader.fetch(seconds(10_795, 10_799));
      expect(await operation.count(seconds(3600, 10_799))).toBe(7200);
      return operation.events.map((event) => (event.kind === 'READ' ? event.freshMs : null));
    };
    await count();
    clock.pass(600);
    expect(await count()).toContain(3_000_000);
  });

  test('of 0 is requested again, because the records may be unreadable', async () => {
    const calls = [...callsFrom(-1, 62), ...callsFrom(10_700, 100)];
    const options = { fresh: { recent: 5, closed: 3600, maxStale: 0 } };
    const { open, known, evidence } = aWorkspace({ calls, pageSize: 10 }, options);
    await open().count(seconds(0, 59));
    expect(evidence.areTotalsRight).toBe(true);
    const operation = open();
    await operation.walk(seconds(7200, 7299));
    expect(await operation.count(seconds(1800, 7299))).toBe(0);
    expect(known?.countOf(seconds(3600, 7199))).toBeNull();
  });

  test('shares the count of whole hours with later operations', async () => {
    const { open, asked } = await proved({ fresh: { recent: 5, closed: 3600, maxStale: 0 } });
    const begin = async (start: number) => {
      const operation = open();
      await operation.walk(seconds(10_795, 10_799));
      asked.length = 0;
      return operation.count(seconds(start, 10_799));
    };
    expect(await begin(1800)).toBe(9000);
    expect(asked).toContain('3600..10794');
    expect(asked).toContain('1800..3599');
    expect(await begin(1700)).toBe(9100);
    expect(asked).not.toContain('3600..10794');
    expect(asked).toContain('1700..3599');
    expect(await begin(3600)).toBe(7200);
    expect(asked).toEqual([]);
  });
});

// Red if one total that was right proves every later one, as search engines count up to 10,000 at most.
describe('a count by totals of which none is above 700', () => {
  const capped = async (options: Parameters<typeof aWorkspace>[1] = {}) => {
    const workspace = aWorkspace({ ...history(10, 5000), total: (right) => Math.min(right, 700) }, options);
    expect(await workspace.open().count(seconds(0, 59))).toBe(60);
    return workspace;
  };

  test.each([[undefined], [{ recent: 5, closed: 3600, maxStale: 0 }]])(
    'is right up to that (%j)',
    async (fresh) => {
      const { open } = await capped(fresh && { fresh });
      for (const count of [600, 690, 690]) expect(await open().count(seconds(0, count - 1))).toBe(count);
    },
  );

  test('is right above that if the total of what hasn’t been read is lower', async () => {
    const { open, evidence } = await capped();
    expect(await open().count(seconds(0, 702))).toBe(703);
    expect(evidence.provesTotal(700)).toBe(false);
  });

  test.each([[undefined], [{ recent: 5, closed: 3600, maxStale: 0 }]])(
    'is unknown far above that, whatever has been read (%j)',
    async (fresh) => {
      const { open } = await capped(fresh && { fresh });
      for (let times = 0; times < 2; times += 1) {
        expect(await open().count(seconds(0, 4000))).toBeNull();
        const operation = open();
        await operation.walk(seconds(3990, 4000));
        expect(await operation.count(seconds(0, 4000))).toBeNull();
      }
    },
  );
});

describe('a count in an outage', () => {
  test('is that of stale calls, or the error if there are none', async () => {
    const state = { ...history(1000), isOut: false };
    const { open } = aWorkspace(state, { fresh: { recent: 5, closed: 0, maxStale: 600 } });
    await open().walk(seconds(0, 49));
    state.isOut = true;
    expect(await open().count(seconds(0, 49))).toBe(50);
    await expect(open().count(seconds(0, 59))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});

describe('unreadable records', () => {
  test('are an error for the count if there is no other call', async () => {
    const { open } = aWorkspace({ calls: [callAt(50)], unreadable: [3, 4], pageSize: 1000 });
    await expect(open().count(seconds(0, 9))).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(await open().count(seconds(0, 59))).toBe(1);
    expect(await open().count(seconds(10, 19))).toBe(0);
  });

  test('of another range are no error for an empty one', async () => {
    const { open } = aWorkspace({ calls: [callAt(50)], unreadable: [3, 4], pageSize: 1000 });
    const operation = open();
    await expect(operation.count(seconds(0, 9))).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(await operation.count(seconds(10, 19))).toBe(0);
    // The same range contains a call.
    expect(await operation.count(seconds(0, 59))).toBe(1);
  });
});
