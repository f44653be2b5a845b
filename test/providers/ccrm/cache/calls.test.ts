import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WireCall } from '../../../../src/sandbox/wire.js';
import { aCall, manyCalls, numberedUuid, wireDate } from '../../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../../support/a-switchboard.js';
import { aClock, type Clock } from '../../../support/a-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = '2025-03-12T12:00:00.250Z';

interface Connection {
  readonly totalCount: number;
  readonly nodes: readonly { readonly uuid: string }[];
}

let clock: Clock;
let board: Switchboard;

beforeEach(async () => {
  clock = aClock(START);
  board = await startSwitchboard({
    sandbox: { data: { calls: [] } },
    ttl: { recentCalls: 5, closedCalls: 3600 },
    now: clock.now,
  });
});
afterEach(() => board.close());

const FIELDS = 'totalCount nodes { uuid }';

function calls(from: number, to: number, more = ''): string {
  const [begin, end] = [from, to].map((instant) => new Date(instant).toISOString());
  return `calls(from: "${String(begin)}", to: "${String(end)}" ${more}) { ${FIELDS} }`;
}

async function ask(fields: string): Promise<Readonly<Record<string, Connection>>> {
  const { data, errors } = await board.query<Record<string, Connection>>(`{ ${fields} }`);
  expect(errors).toBeUndefined();
  return data ?? {};
}

async function connection(from: number, to: number, more = ''): Promise<Connection | undefined> {
  return (await ask(calls(from, to, more)))['calls'];
}

/** The number of pages of the call history read since the last call. */
function pages(): number {
  const { length } = board.sandbox.requests.filter(({ route }) => route === 'callHistory');
  board.sandbox.clearRequests();
  return length;
}

/** A call that starts at this instant, in Warsaw's winter time. */
function callAt(instant: number, index: number): WireCall {
  const callDate = wireDate(instant + HOUR);
  return aCall({ uuid: numberedUuid(index), callDate, duration: index });
}

function daysCalls(count: number): WireCall[] {
  return manyCalls(count, { from: '2025-03-11 12:00:00', to: '2025-03-12 12:59:00' }).map((call, index) => ({
    ...call,
    duration: index,
  }));
}

describe('overlapping ranges', () => {
  beforeEach(() => {
    board.sandbox.data.calls = daysCalls(300);
  });

  const NOW = Date.parse(START);

  test('share pages in one operation', async () => {
    const answer = await ask(`
      a: ${calls(NOW - 24 * HOUR, NOW)}
      b: ${calls(NOW - 12 * HOUR, NOW)}
      c: ${calls(NOW - 23 * HOUR, NOW - 2 * HOUR)}
      d: ${calls(NOW - 20 * HOUR, NOW - 3 * HOUR, 'order: OLDEST_FIRST')}
    `);
    expect(pages()).toBe(1);
    expect(answer['b']?.totalCount).toBeLessThan(answer['a']?.totalCount ?? 0);
  });

  test('share pages in concurrent operations', async () => {
    board.sandbox.behaviour.latencyMs = { callHistory: 50 };
    await Promise.all([24, 20, 12, 6].map((hours) => connection(NOW - hours * HOUR, NOW)));
    // The first query to arrive may have the shortest range, and each longer one requests the rest of its range.
    expect(pages()).toBeLessThanOrEqual(4);
  });

  test('request only unread parts in later operations', async () => {
    await connection(NOW - 12 * HOUR, NOW);
    expect(pages()).toBe(1);
    await connection(NOW - 10 * HOUR, NOW - HOUR);
    expect(pages()).toBe(0);
    await connection(NOW - 14 * HOUR, NOW - HOUR, 'first: 1000');
    expect(pages()).toBe(1);
    await connection(NOW - 14 * HOUR, NOW, 'first: 1000');
    expect(pages()).toBe(0);
  });

  test('request the last hour again after 5 s, but no earlier hours', async () => {
    await connection(NOW - 24 * HOUR, NOW);
    await connection(NOW - 24 * HOUR, NOW - 2 * HOUR);
    expect(pages()).toBe(1);
    clock.pass(5);
    await connection(NOW - 24 * HOUR, NOW - 2 * HOUR);
    expect(pages()).toBe(0);
    await connection(NOW - 24 * HOUR, NOW, 'first: 1000');
    const [again, ...more] = board.sandbox.requests;
    expect(more).toEqual([]);
    // The last hour and up to ten minutes of closed time, in local time.
    expect(again?.query['dateFrom']).toBe('2025-03-12 12:00:00');
  });
});

test('a new call appears after the ttl, and is counted from then on', async () => {
  const now = Date.parse(START);
  const last = async () => connection(clock.now() - HOUR, clock.now());
  expect(await last()).toEqual({ totalCount: 0, nodes: [] });
  board.sandbox.data.calls = [callAt(now - 10_000, 1)];
  clock.pass(4.9);
  expect(await last()).toEqual({ totalCount: 0, nodes: [] });
  clock.pass(0.1);
  expect(await last()).toEqual({ totalCount: 1, nodes: [{ uuid: numberedUuid(1) }] });
});

describe('three hundred queries for the last 24 hours within a minute, each with a different end,', () => {
  /** Checks every response: all calls arrive at once, so only those of the cached seconds may be missing. */
  async function pagesOfAMinute(
    perDay: number,
    fields: (from: number, to: number) => string,
  ): Promise<number> {
    board.sandbox.data.calls = daysCalls(perDay);
    const begins = board.sandbox.data.calls.map(({ callDate }) =>
      Date.parse(`${callDate.replace(' ', 'T')}+01:00`),
    );
    for (let second = 0; second < 60; second += 1) {
      const ends = Array.from({ length: 5 }, (_, index) => clock.now() - 500 + index * 240);
      const answers = await Promise.all(ends.map((to) => ask(fields(to - 24 * HOUR, to))));
      answers.forEach((answer, index) => {
        const to = ends[index] ?? 0;
        const expected = begins.filter((begin) => begin >= to - 24 * HOUR && begin < to).length;
        expect(answer['calls']?.totalCount).toBe(expected);
      });
      clock.pass(1);
    }
    return pages();
  }

  // Red with a ttl of 0: each caller reads a page.
  test.each([
    ['all calls', ''],
    ['filtered calls', 'filter: { minDurationSeconds: 0, maxDurationSeconds: 100000 }'],
  ])(
    'take one request every five seconds (%s)',
    async (_, more) => {
      const read = await pagesOfAMinute(300, (from, to) => calls(from, to, more));
      expect(read).toBeLessThanOrEqual(13);
    },
    180_000,
  );

  // Red without the counts of whole hours: an incomplete page proves nothing, and each query requests two.
  test.each([
    ['newest-first', 36],
    ['unsorted', 60],
  ] as const)(
    'take few more requests if a day has more calls than a page (%s: at most %d)',
    async (order, most) => {
      board.sandbox.behaviour.callHistoryOrder = order;
      const read = await pagesOfAMinute(2500, (from, to) => calls(from, to));
      expect(read).toBeLessThanOrEqual(most);
    },
    180_000,
  );
});

describe('totalCount is exact', () => {
  const now = Date.parse(START);
  // Two calls in each second around now: before it, in it, and until the end of the ttl.
  const around = Array.from({ length: 20 }, (_, index) => now - 250 + (index - 10) * 1000);

  test.each([300, 1500])('with %d calls a day and calls that start after the range', async (perDay) => {
    const all = [...daysCalls(perDay), ...around.map((instant, index) => callAt(instant, 5000 + index))];
    board.sandbox.data.calls = all;
    const begins = all.map(({ callDate }) => Date.parse(`${callDate.replace(' ', 'T')}+01:00`));
    for (const [from, to] of [
      [now - 24 * HOUR, now],
      [now - 24 * HOUR + 500, now - 5000],
      [now - 24 * HOUR + 3000, now + 3000],
      [now - 6 * HOUR, now - 1],
    ] as const) {
      const within = all.filter((_, index) => (begins[index] ?? 0) >= from && (begins[index] ?? 0) < to);
      const filtered = within.filter(({ duration }) => Number(duration) >= 200);
      const filter = 'first: 1000, filter: { minDurationSeconds: 200 }';
      expect((await connection(from, to, 'first: 1'))?.totalCount).toBe(within.length);
      expect((await connection(from, to, 'first: 1, order: OLDEST_FIRST'))?.totalCount).toBe(within.length);
      const answer = await connection(from, to, filter);
      expect(answer?.totalCount).toBe(filtered.length);
      expect(answer?.nodes).toHaveLength(Math.min(1000, filtered.length));
      clock.pass(2);
    }
  });
});
