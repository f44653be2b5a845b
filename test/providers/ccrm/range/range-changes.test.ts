import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Call, CallOrder } from '../../../../src/domain/call.js';
import type { SandboxBehaviour } from '../../../../src/sandbox/behaviour.js';
import { aCall, numberedUuid } from '../../../support/builders.js';
import { between, type Ccrm, startCcrm } from '../a-ccrm.js';
import { type Meddler, startMeddler } from './a-meddler.js';

/*
 * Records come and go while a range is read: every call that exists throughout is seen exactly once.
 * Pages are small, so that every run reads many.
 */

const SEED = 20250312;
const NUM_RUNS = 40;
const RANGE = between('2025-03-12T10:00Z', '2025-03-12T11:00Z');

// Sends several thousand requests.
/** A record that is added at a second of the range's hour, or removed. */
type Change = { readonly insertAt: number } | { readonly remove: number };

interface Case {
  readonly order: SandboxBehaviour['callHistoryOrder'];
  readonly bounds: SandboxBehaviour['bounds'];
  readonly pageSize: number;
  readonly walk: CallOrder;
  /** The seconds of the hour at which calls start. */
  readonly seconds: readonly number[];
  readonly changes: readonly (readonly Change[])[];
}

let ccrm: Ccrm;
let meddler: Meddler;
let changeNow: (query: URLSearchParams) => void = () => undefined;

beforeAll(async () => {
  ccrm = await startCcrm();
  meddler = await startMeddler(ccrm.sandbox, { before: (query) => changeNow(query) });
});

afterAll(async () => {
  await meddler.close();
  await ccrm.close();
});

/** `smallest`: the records on the smallest page of a provider that sorts. */
function aCase(seconds: fc.Arbitrary<number>, smallest: number): fc.Arbitrary<Case> {
  const change = fc.oneof(fc.record({ insertAt: seconds }), fc.record({ remove: fc.nat({ max: 1000 }) }));
  const rest = fc.record({
    bounds: fc.constantFrom('inclusive' as const, 'exclusive' as const, 'half-open' as const),
    walk: fc.constantFrom('NEWEST_FIRST' as const, 'OLDEST_FIRST' as const),
    seconds: fc.array(seconds, { minLength: 10, maxLength: 40 }),
    changes: fc.array(fc.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 60 }),
  });
  const sorted = fc.record({
    order: fc.constantFrom('newest-first' as const, 'oldest-first' as const),
    pageSize: fc.integer({ min: smallest, max: 12 }),
  });
  // A few unsorted records could look sorted by chance.
  const unsorted = fc.record({
    order: fc.constant('unsorted' as const),
    pageSize: fc.integer({ min: 8, max: 16 }),
  });
  return fc
    .tuple(rest, fc.oneof({ arbitrary: sorted, weight: 2 }, unsorted))
    .map(([a, b]) => ({ ...a, ...b }));
}

function callAt(second: number, index: number) {
  const local = new Date(Date.parse('2025-03-12T11:00:00Z') + second * 1000);
  return aCall({ uuid: numberedUuid(index), callDate: local.toISOString().slice(0, 19).replace('T', ' ') });
}

/** Fills the sandbox for a case; `next` makes the next changes, and `stayed` are the UUIDs that were never removed. */
function begin({ order, bounds, pageSize, seconds, changes }: Case) {
  const { behaviour, data } = ccrm.sandbox;
  Object.assign(behaviour, { callHistoryOrder: order, bounds, pageSize });
  data.calls = seconds.map(callAt);
  const stayed = new Set(data.calls.map(({ uuid }) => uuid));
  let made = seconds.length;
  let round = 0;
  return {
    stayed,
    next: () => {
      for (const change of changes[round] ?? []) {
        if ('insertAt' in change) data.calls.push(callAt(change.insertAt, made++));
        else
          for (const { uuid } of data.calls.splice(change.remove % (data.calls.length || 1), 1))
            stayed.delete(uuid);
      }
      round += 1;
    },
  };
}

function expectOrdered(calls: readonly Call[], walk: CallOrder): void {
  const keys = calls.map(({ startedAt, uuid }) => `${String(startedAt)} ${uuid}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toEqual(walk === 'OLDEST_FIRST' ? keys.toSorted() : keys.toSorted().reverse());
}

test(`changes between two batches, many of them in one second, lose and duplicate no call (seed ${SEED})`, async () => {
  const seconds = fc.oneof(fc.integer({ min: -2, max: 3601 }), fc.constantFrom(0, 1800, 1801, 3599));
  await fc.assert(
    fc.asyncProperty(aCase(seconds, 4), async (one) => {
      const { stayed, next } = begin(one);
      const seen: Call[] = [];
      for await (const batch of ccrm.open().walk(RANGE, one.walk)) {
        seen.push(...batch);
        next();
      }
      const uuids = seen.map(({ uuid }) => uuid);
      expectOrdered(seen, one.walk);
      const within = ccrm.sandbox.data.calls.filter(
        ({ uuid, callDate }) =>
          stayed.has(uuid) && callDate >= '2025-03-12 11:00:00' && callDate < '2025-03-12 12:00:00',
      );
      expect(uuids).toEqual(expect.arrayContaining(within.map(({ uuid }) => uuid)));
    }),
    { seed: SEED, numRuns: NUM_RUNS },
  );
});

test(`changes before every request lose and duplicate no call (seed ${SEED})`, async () => {
  // Up to two calls start within three seconds, so that no second needs more than one page.
  const seconds = fc.integer({ min: 0, max: 899 }).map((number) => number * 4);
  await fc.assert(
    fc.asyncProperty(aCase(seconds, 5), async (one) => {
      const { stayed, next } = begin({ ...one, seconds: [...new Set(one.seconds)] });
      changeNow = next;
      const seen: Call[] = [];
      for await (const batch of meddler.open().walk(RANGE, one.walk)) seen.push(...batch);
      changeNow = () => undefined;
      expectOrdered(seen, one.walk);
      const uuids = new Set(seen.map(({ uuid }) => uuid));
      expect([...stayed].filter((uuid) => !uuids.has(uuid))).toEqual([]);
    }),
    { seed: SEED, numRuns: NUM_RUNS },
  );
});

test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  'a record deleted between two pages of one second hides no other record (%s)',
  async (order) => {
    const { calls } = Object.assign(ccrm.sandbox.data, {
      calls: range(23).map((index) => callAt(1800, index)),
    });
    Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: order, bounds: 'inclusive', pageSize: 5 });
    const pages: (string | null)[] = [];
    // A record of the first page, so that the others move up.
    let gone: string | undefined;
    changeNow = (query) => {
      pages.push(query.get('page'));
      if (pages.at(-1) === '3') gone ??= (order === 'newest-first' ? calls.pop() : calls.shift())?.uuid;
    };
    const seen: Call[] = [];
    for await (const batch of meddler.open().walk(RANGE, 'NEWEST_FIRST')) seen.push(...batch);
    changeNow = () => undefined;
    expect(seen.map(({ uuid }) => uuid)).toEqual(
      range(23)
        .map(numberedUuid)
        .filter((uuid) => uuid !== gone)
        .reverse(),
    );
    // Read until two passes are identical, because the first one was disturbed.
    expect(pages.join(' ')).toContain('1 2 3 4 5 1 2 3 4 5 1 2 3 4 5');
  },
);

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
