import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ANYONE } from '../../../../src/domain/caller.js';
import { callPage } from '../../../../src/graph/call/call-page.js';
import type { CallsArgs } from '../../../../src/graph/call/call.args.js';
import { createLocalClock } from '../../../../src/providers/ccrm/local-clock.js';
import type { SandboxBehaviour } from '../../../../src/sandbox/behaviour.js';
import type { WireCall } from '../../../../src/sandbox/wire.js';
import { type Ccrm, type ConnectedCcrm, connectCcrm, startCcrm } from '../a-ccrm.js';
import { manyCalls, numberedUuid } from '../../../support/builders.js';
import { aCallCache } from './a-call-cache.js';
import { aClock } from '../../../support/a-clock.js';

/*
 * Whatever other operations request before or at the same time, the calls of a page, their number and whether there are
 * more are those of a naive model, with and without a cache. Pages have 40 records, so that ranges take several.
 */

const SEED = 20250312;
const NUM_RUNS = 50;
const NOON = Date.parse('2025-03-12T12:00:00Z');
const MINUTE = 60_000;

type Query = Pick<CallsArgs, 'from' | 'to' | 'order' | 'first' | 'filter'>;

interface Step {
  /** Milliseconds since the previous step. */
  readonly later: number;
  /** Sent concurrently, each by a separate operation. */
  readonly queries: readonly Query[];
}

interface Case {
  readonly order: SandboxBehaviour['callHistoryOrder'];
  readonly bounds: SandboxBehaviour['bounds'];
  readonly steps: readonly Step[];
}

const calls: readonly WireCall[] = [
  ...manyCalls(200, { from: '2025-03-12 08:00:00', to: '2025-03-12 18:00:00' }),
  ...manyCalls(50, { from: '2025-03-12 12:59:30', to: '2025-03-12 13:00:30' }),
  ...manyCalls(30, { from: '2025-03-12 11:00:00', to: '2025-03-12 11:00:01' }),
].map((call, index) => ({
  ...call,
  uuid: numberedUuid((index * 101) % 280),
  callDirection: index % 3 === 0 ? 'IN' : 'OUT',
  duration: index,
}));

const local = createLocalClock('Europe/Warsaw');
const model = calls.map(({ uuid, callDate, callDirection, duration }) => ({
  uuid,
  startedAt: local.instantOf(callDate) ?? NaN,
  isInbound: callDirection === 'IN',
  duration: Number(duration),
}));

let ccrm: Ccrm;

beforeAll(async () => {
  ccrm = await startCcrm({ data: { calls: [...calls] } });
  ccrm.sandbox.behaviour.pageSize = 40;
});

afterAll(() => ccrm.close());

function expected({ from, to, order, first, filter }: Query) {
  const matching = model
    .filter(({ startedAt }) => startedAt >= from && startedAt < to)
    .filter(({ isInbound }) => !filter?.direction || isInbound)
    .filter(({ duration }) => duration >= (filter?.minDurationSeconds ?? 0))
    .sort((a, b) => a.startedAt - b.startedAt || (a.uuid < b.uuid ? -1 : 1))
    .map(({ uuid }) => uuid);
  const sorted = order === 'OLDEST_FIRST' ? matching : matching.reverse();
  return { uuids: sorted.slice(0, first ?? 50), total: sorted.length, more: sorted.length > (first ?? 50) };
}

async function answered(connected: ConnectedCcrm, query: Query) {
  const page = await callPage('acme', connected.open(), { ...query, after: null }, ANYONE);
  const total = await page.totalCount();
  return { uuids: page.nodes.map(({ uuid }) => uuid), total, more: await page.pageInfo.hasNextPage() };
}

const instant = fc.oneof(
  fc.integer({ min: NOON - 300 * MINUTE, max: NOON + 330 * MINUTE }),
  fc.integer({ min: NOON - 45_000, max: NOON + 45_000 }),
  fc.constantFrom(...calls.map(({ callDate }) => local.instantOf(callDate) ?? 0)),
);
const none = {
  status: null,
  service: null,
  internalNumber: null,
  phone: null,
  internalNumbers: null,
  contact: null,
  withheld: null,
  flag: null,
  hasNotes: null,
};
const filter = fc.constantFrom(
  null,
  { ...none, direction: ['INBOUND' as const], minDurationSeconds: null, maxDurationSeconds: null },
  { ...none, direction: null, minDurationSeconds: 150, maxDurationSeconds: null },
);
const query: fc.Arbitrary<Query> = fc
  .record({
    ends: fc.tuple(instant, instant),
    order: fc.constantFrom('NEWEST_FIRST' as const, 'OLDEST_FIRST' as const),
    first: fc.constantFrom(1, 7, 50, 1000),
    filter,
  })
  .map(({ ends: [a, b], ...rest }) => ({ from: Math.min(a, b), to: Math.max(a, b), ...rest }));

const aCase: fc.Arbitrary<Case> = fc.record({
  order: fc.constantFrom('newest-first' as const, 'oldest-first' as const, 'unsorted' as const),
  bounds: fc.constantFrom('inclusive' as const, 'exclusive' as const, 'half-open' as const),
  steps: fc.array(
    fc.record({
      later: fc.oneof(fc.nat({ max: 7000 }), fc.nat({ max: 80 * MINUTE })),
      queries: fc.array(query, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

async function expectSameAnswers({ order, bounds, steps }: Case): Promise<void> {
  Object.assign(ccrm.sandbox.behaviour, { callHistoryOrder: order, bounds });
  const clock = aClock('2025-03-12T09:00:00.345Z');
  const { ccrmUrl: url, credentials } = ccrm.sandbox;
  const keeping = connectCcrm({ url, token: credentials.ccrmToken, cache: aCallCache(clock) });
  try {
    for (const { later, queries } of steps) {
      clock.pass(later / 1000);
      const wanted = queries.map(expected);
      for (const connected of [keeping, ccrm]) {
        const answers = await Promise.all(queries.map((each) => answered(connected, each)));
        // An unproved total is unknown, never wrong.
        expect(
          answers.map((answer, index) => ({ ...answer, total: answer.total ?? wanted[index]?.total })),
        ).toEqual(wanted);
      }
    }
  } finally {
    keeping.disconnect();
  }
}

test(`caching changes no result (seed ${String(SEED)})`, async () => {
  await fc.assert(fc.asyncProperty(aCase, expectSameAnswers), { seed: SEED, numRuns: NUM_RUNS });
});
