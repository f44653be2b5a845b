import { describe, expect, test } from '@jest/globals';
import { createLocalClock } from '../../../../../src/providers/ccrm/local-clock.js';
import { IntervalReader } from '../../../../../src/providers/ccrm/range/interval-reader.js';
import { aClock } from '../../../../support/a-clock.js';
import { aScope } from '../../../../support/a-scope.js';
import { callsFrom, NOON, seconds } from './a-page.js';
import { aWorkspace } from './a-workspace.js';

const LOCAL = createLocalClock('Europe/Warsaw');
const FRESH = { recent: 5, closed: 3600, maxStale: 600 };
const DOWN = { code: 'UPSTREAM_UNAVAILABLE', provider: 'ccrm' };

const aHistory = () => ({ calls: callsFrom(0, 100), pageSize: 1000, isOut: false });
const startsOf = (calls: readonly { readonly startedAt: number }[] | null) =>
  calls && calls.map(({ startedAt }) => (startedAt - NOON) / 1000);

describe('the calls that an operation knows', () => {
  test('are those of several intervals that it has read, without a gap', async () => {
    const { open } = aWorkspace(aHistory());
    const { reader } = open();
    await reader.fetch(seconds(0, 3));
    await reader.fetch(seconds(4, 9));
    expect(startsOf(await reader.within(seconds(2, 5)))).toEqual([2, 3, 4, 5]);
    expect(await reader.within(seconds(2, 10))).toBeNull();
    expect(await reader.within(seconds(10, 12))).toBeNull();
    expect(reader.ownAt(NOON)).toMatchObject(seconds(0, 3));
    expect(reader.ownAt(NOON + 10_000)).toBeUndefined();
  });

  test('are those of other operations while they are fresh', async () => {
    const clock = aClock('2025-03-20T12:00:00Z');
    const { open } = aWorkspace(aHistory(), { fresh: FRESH, clock });
    await open().reader.fetch(seconds(0, 9));
    clock.pass(3599);
    expect(startsOf(await open().reader.within(seconds(8, 9)))).toEqual([8, 9]);
    clock.pass(1);
    expect(await open().reader.within(seconds(8, 9))).toBeNull();
  });

  test('are its own rather than those of others', async () => {
    const history = aHistory();
    const { open } = aWorkspace(history, { fresh: FRESH });
    const { reader } = open();
    await reader.fetch(seconds(0, 9));
    history.calls = [];
    await open().reader.fetch(seconds(0, 9));
    expect(await reader.within(seconds(0, 1))).toHaveLength(2);
    expect(await open().reader.within(seconds(0, 1))).toEqual([]);
  });

  test('include those that replicas share, looked up part by part', async () => {
    const lookedUp: [number, boolean][] = [];
    const { open } = aWorkspace(aHistory(), {
      fresh: FRESH,
      lookUp(instant, stale, known) {
        const second = (instant - NOON) / 1000;
        lookedUp.push([second, stale]);
        if (second > 9) return;
        const part = seconds(second, second + 4);
        known.add({ ...part, calls: callsFrom(second, 5) }, known.freshness.now(), known.epoch);
      },
    });
    expect(startsOf(await open().reader.within(seconds(0, 9)))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(lookedUp).toEqual([
      [0, false],
      [5, false],
    ]);
    expect(await open().reader.within(seconds(5, 11))).toBeNull();
    expect(lookedUp.slice(2)).toEqual([[10, false]]);
  });

  test('are only its own without Redis', async () => {
    const { open } = aWorkspace(aHistory());
    const { reader } = open();
    expect(await reader.within(seconds(0, 1))).toBeNull();
    await reader.fetch(seconds(0, 1));
    expect(await reader.within(seconds(0, 1))).toHaveLength(2);
  });
});

describe('an interval that ends about now', () => {
  // The ttl is 5 s, and callers' clocks may be a minute ahead.
  const end = Date.parse('2025-03-12T12:01:05Z');
  const clock = aClock('2025-03-12T12:00:00.600Z');

  test.each([
    [end - 1000, end],
    [end - 120_000, end],
    [end - 121_000, end - 121_000],
    [end, end],
    [end + 1000, end + 1000],
  ])('is extended to the end that later callers need (%#)', (asked, extended) => {
    const { reader } = aWorkspace(aHistory(), { fresh: FRESH, clock }).open();
    expect(reader.extended({ start: NOON - 9e6, end: asked })).toEqual({ start: NOON - 9e6, end: extended });
  });

  test('isn’t extended if nothing recent is cached', () => {
    const asked = { start: NOON - 9e6, end: end - 1000 };
    expect(aWorkspace(aHistory(), { clock }).open().reader.extended(asked)).toEqual(asked);
    const fresh = { ...FRESH, recent: 0 };
    expect(aWorkspace(aHistory(), { clock, fresh }).open().reader.extended(asked)).toEqual(asked);
  });
});

describe('a request', () => {
  test('is known to other operations until it is answered', async () => {
    const { open } = aWorkspace(aHistory(), { fresh: FRESH });
    const { reader } = open();
    const answer = reader.fetch(seconds(0, 9));
    expect(open().reader.inFlightAt(NOON + 9000)).toEqual(seconds(0, 9));
    expect(open().reader.inFlightAt(NOON + 10_000)).toBeUndefined();
    expect(reader.receivedCounts(seconds(0, 9))).toBeUndefined();
    await answer;
    expect(open().reader.inFlightAt(NOON)).toBeUndefined();
    expect(reader.receivedCounts(seconds(0, 9))).toMatchObject({ count: 10, records: 10, incomplete: null });
    expect(reader.receivedCounts(seconds(0, 8))).toBeUndefined();
    expect(reader.receivedCounts(seconds(1, 9))).toBeUndefined();
  });

  test('is no longer in flight for others once it has failed', async () => {
    const history = { ...aHistory(), isOut: true };
    const { open } = aWorkspace(history, { fresh: FRESH });
    const { reader } = open();
    await expect(reader.fetch(seconds(0, 9))).rejects.toMatchObject(DOWN);
    expect(reader.inFlightAt(NOON)).toBeUndefined();
    history.isOut = false;
    expect(await reader.fetch(seconds(0, 9))).toMatchObject({ count: 10 });
  });

  test('isn’t announced by an operation that has ended', async () => {
    const { memory } = aWorkspace(aHistory(), { fresh: FRESH });
    const reader = new IntervalReader(LOCAL, memory, aScope({ signal: AbortSignal.abort() }));
    const answer = reader.fetch(seconds(0, 9)).catch(() => null);
    expect(reader.inFlightAt(NOON)).toBeUndefined();
    await answer;
  });

  test('is sent once for concurrent callers, of one operation or several', async () => {
    const { open, asked } = aWorkspace(aHistory());
    const { reader } = open();
    const answers = await Promise.all(
      [reader, reader, open().reader].map((each) => each.fetch(seconds(0, 9))),
    );
    expect(answers.map(({ count }) => count)).toEqual([10, 10, 10]);
    expect(asked).toEqual(['0..9']);
  });

  test('counts towards the limits of the operation, like each of its further pages', async () => {
    // Ten records may be a full page; page 2, and page 1 again, prove that they aren't.
    const { memory, asked } = aWorkspace({ ...aHistory(), calls: callsFrom(0, 10) });
    const counted: number[] = [];
    const scope = aScope();
    Object.assign(scope.work, { countPages: (pages: number) => counted.push(pages) });
    const reader = new IntervalReader(LOCAL, memory, scope);
    await Promise.all([reader.fetch(seconds(0, 9)), reader.fetch(seconds(0, 9))]);
    expect(asked).toEqual(['0..9', '0..9 page 2', '0..9']);
    expect(counted).toEqual([1, 2]);
  });

  test('is reported with the time for which its response stays fresh, and as a miss if there is a cache', async () => {
    const cached = aWorkspace(aHistory(), { fresh: FRESH }).open();
    await cached.reader.fetch(seconds(0, 9));
    const miss = {
      kind: 'CACHE_READ',
      provider: 'ccrm',
      workspace: 'acme',
      route: 'callHistory',
      result: 'MISS',
    };
    expect(cached.events).toEqual([miss, { kind: 'READ', freshMs: 3_600_000, writable: false }]);
    const uncached = aWorkspace(aHistory()).open();
    await uncached.reader.fetch(seconds(0, 9));
    expect(uncached.events).toEqual([{ kind: 'READ', freshMs: 0, writable: false }]);
  });
});

describe('a cached interval', () => {
  test('is reported as a hit once, and with the freshness of the part that is used', async () => {
    const { open } = aWorkspace(aHistory(), { fresh: FRESH });
    await open().reader.fetch(seconds(0, 9));
    await open().reader.fetch(seconds(10, 19));
    const { reader, events } = open();
    await reader.within(seconds(0, 4));
    await reader.within(seconds(5, 12));
    expect(events.map((event) => (event.kind === 'CACHE_READ' ? event.result : event.kind))).toEqual([
      ...['HIT', 'READ'],
      'READ',
      ...['HIT', 'READ'],
    ]);
    expect(events).toContainEqual({ kind: 'READ', freshMs: 3_600_000, writable: false });
  });

  test('replaces a failing provider while it is stale, and is reported as stale', async () => {
    const clock = aClock('2025-03-20T12:00:00Z');
    const history = aHistory();
    const { open } = aWorkspace(history, { fresh: FRESH, clock });
    await open().reader.fetch(seconds(0, 9));
    clock.pass(4000);
    history.isOut = true;
    const { reader, events } = open();
    expect(reader.at(NOON, seconds(0, 9))).toBeNull();
    expect(await reader.fetchOrStale(seconds(0, 9), NOON)).toBeNull();
    expect(reader.at(NOON, seconds(0, 9))).toMatchObject(seconds(0, 9));
    const value = { provider: 'ccrm', workspace: 'acme', type: 'Call', ageSeconds: 4000 };
    expect(events).toContainEqual({ kind: 'STALE', value });
    await expect(reader.fetchOrStale(seconds(0, 9), NOON + 10_000)).rejects.toMatchObject(DOWN);
    clock.pass(200);
    await expect(open().reader.fetchOrStale(seconds(0, 9), NOON)).rejects.toMatchObject(DOWN);
  });

  test('that is still fresh isn’t reported as stale after a failure', async () => {
    const history = aHistory();
    const { open } = aWorkspace(history, { fresh: FRESH });
    await open().reader.fetch(seconds(0, 9));
    history.isOut = true;
    const { reader, events } = open();
    expect(await reader.fetchOrStale(seconds(0, 19), NOON)).toBeNull();
    expect(await reader.within(seconds(0, 9))).toHaveLength(10);
    expect(events.filter(({ kind }) => kind === 'STALE')).toEqual([]);
  });

  test('is reported with the freshness of the part that is used', async () => {
    const clock = aClock('2025-03-12T12:00:30Z');
    const { open } = aWorkspace(aHistory(), { fresh: FRESH, clock });
    await open().reader.fetch(seconds(-300_000, 9));
    const { reader, events } = open();
    await reader.within(seconds(-300_000, -299_000));
    expect(events).toContainEqual({ kind: 'READ', freshMs: 3_600_000, writable: false });
  });

  test('that replicas share also replaces a failing provider', async () => {
    const lookedUp: boolean[] = [];
    const { open } = aWorkspace(
      { ...aHistory(), isOut: true },
      {
        fresh: FRESH,
        lookUp(_, stale, known) {
          lookedUp.push(stale);
          known.add({ ...seconds(0, 9), calls: callsFrom(0, 10) }, known.freshness.now(), known.epoch);
        },
      },
    );
    const { reader } = open();
    expect(await reader.fetchOrStale(seconds(0, 9), NOON)).toBeNull();
    expect(await reader.within(seconds(0, 9))).toHaveLength(10);
    expect(lookedUp).toEqual([true]);
    // What is already known isn't looked up.
    expect(await reader.fetchOrStale(seconds(0, 8), NOON)).toBeNull();
    expect(lookedUp).toHaveLength(1);
  });
});
