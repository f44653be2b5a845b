import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ArchivedPage } from '../../../src/archive/account-archive.js';
import type { Call, CallOrder, CallPosition, TimeRange } from '../../../src/domain/call.js';
import type { Extension } from '../../../src/domain/extension.js';
import type { CallHistory } from '../../../src/domain/sources.js';
import { ANYONE } from '../../../src/domain/caller.js';
import { criteriaOf } from '../../../src/graph/call/call-criteria.js';
import { conditionsOf } from '../../../src/graph/call/call-filter.js';
import { CallFilter } from '../../../src/graph/call/call.args.js';
import { CallGrouping } from '../../../src/graph/call/call.enums.js';
import { callStatistics } from '../../../src/graph/call/statistics/call-statistics.js';
import { createRandom, type Random } from '../../support/random.js';
import { aRecordedCall, DECODER, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';
import { numberedUuid } from '../../support/builders.js';

const CALLS = 300;
/** Several calls start in the same second. */
const SECONDS = 200;
const PAGE = 20;
/** Half an hour, so that 200 steps span several days. */
const STEP = 1800;
const RUNS = Number(process.env['ARCHIVE_RUNS'] ?? 60);
const SEED = Number(process.env['ARCHIVE_SEED'] ?? 20251125);

const NUMBERS = [
  '+48 601 234 567',
  '48601234567',
  '601234567',
  '00 44 20 7946 0018',
  '112',
  '7654321',
  '*77',
];
const ASKED = [...NUMBERS, '0601234567', '(+48) 601-234-567', '+44 20 7946 0018', '2079460018', '87654321'];
const CONTACTS = ['aaaaaaaa-0000-4000-8000-000000000001', 'BBBBBBBB-0000-4000-8000-000000000002'];
const FLAGS = [
  { uuid: 'f0000000-0000-4000-8000-000000000001', name: 'Ważne' },
  { uuid: 'f0000000-0000-4000-8000-000000000002', name: 'oddzwonić' },
  // PostgreSQL accepts neither the null character nor half of a surrogate pair in text.
  { uuid: 'f0000000-0000-4000-8000-000000000003', name: 'pil\0ne \ud83d' },
];
const INTERNAL = ['107', '0107', '108', '9'];

function aRandomParty(random: Random): object {
  const number = random.pick(NUMBERS);
  const numbers = { number, numberFormatted: number, numberNotFormatted: number.replace(/\D/g, '') };
  if (random.fraction() < 0.6) return { type: 'unknown', ...numbers };
  return { type: 'person', ...numbers, uuid: random.pick(CONTACTS), firstName: 'Jan', lastName: 'Nowak' };
}

/** `step`: the seconds between instants at which calls may start. */
function someCalls(random: Random, step = 1) {
  return Array.from({ length: CALLS }, (_, index) =>
    aRecordedCall(random.whole(0, SECONDS) * step, {
      uuid: numberedUuid(index),
      callDirection: random.pick(['IN', 'OUT', 'INTERNAL', 'odd']),
      status: random.pick(['ANSWERED', 'BUSY', 'NO ANSWER', 'odd']),
      service: random.pick(['CALL', 'SMS', 'FAX', 'odd']),
      duration: random.whole(0, 60),
      note: random.whole(0, 2),
      from: aRandomParty(random),
      to: aRandomParty(random),
      externalNumber: aRandomParty(random),
      flags: random.fraction() < 0.3 ? [random.pick(FLAGS)] : [],
      userTalk: { status: 'queue', receivers: [{ internal: random.pick(INTERNAL) }] },
    }),
  ).sort((a, b) => a.call.startedAt - b.call.startedAt || (a.call.uuid < b.call.uuid ? -1 : 1));
}

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 0 });
const aFilter = fc.record(
  {
    direction: some(['INBOUND', 'OUTBOUND', 'INTERNAL', 'UNKNOWN']),
    status: some(['ANSWERED', 'NO_ANSWER', 'BUSY', 'UNKNOWN']),
    service: some(['CALL', 'SMS', 'FAX', 'UNKNOWN']),
    internalNumber: fc.constantFrom(...INTERNAL, '0-108'),
    internalNumbers: some(['0107', '9', '55']),
    phone: fc.constantFrom(...ASKED),
    contact: fc.constantFrom(...CONTACTS, ...CONTACTS.map((uuid) => ` ${uuid.toLowerCase()} `)),
    withheld: fc.boolean(),
    flag: fc.constantFrom(
      'WAZNE',
      'Oddzwonić',
      'PIL\0NE \ud83d',
      ...FLAGS.map(({ uuid }) => uuid.toUpperCase()),
    ),
    hasNotes: fc.boolean(),
    minDurationSeconds: fc.integer({ min: 0, max: 70 }),
    maxDurationSeconds: fc.integer({ min: 70, max: 80 }),
  },
  { requiredKeys: [] },
);
/** Filters with one or two conditions, so that most match some calls. */
const aShortFilter = fc
  .tuple(aFilter, fc.nat(10), fc.nat(10))
  .map(([filter, first, second]) =>
    Object.fromEntries(Object.entries(filter).filter((_, index) => index === first || index === second)),
  );

const COLUMNS = ['direction', 'status', 'service', 'hasNotes', 'minDurationSeconds', 'maxDurationSeconds'];
const aColumnFilter = aFilter.map((filter) =>
  Object.fromEntries(Object.entries(filter).filter(([field]) => COLUMNS.includes(field))),
);
const NO_EXTENSIONS = { load: (): Extension | null => null };

async function* inOneBatch(calls: readonly Call[]) {
  yield await Promise.resolve(calls);
}

describeEngines((create) => {
  test('the database and the in-memory filter find the same calls for any filter', async () => {
    const calls = someCalls(createRandom(SEED));
    await using open = await openStore(await create());
    const { store, archive } = open;
    const all = seconds(0, SECONDS);
    await store.write({ ...all, calls, fetchedAt: 1, version: DECODER.version });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        aShortFilter,
        fc.constantFrom<CallOrder>('NEWEST_FIRST', 'OLDEST_FIRST'),
        fc.tuple(fc.nat(SECONDS), fc.nat(SECONDS)),
        async (fields, order, [one, other]) => {
          const filter = Object.assign(new CallFilter(), fields);
          const interval = seconds(Math.min(one, other), Math.max(one, other));
          const isWanted = (call: Call) => conditionsOf(filter, ANYONE).every((condition) => condition(call));
          const wanted = calls
            .map(({ call }) => call)
            .filter(({ startedAt }) => startedAt >= interval.start && startedAt <= interval.end)
            .filter(isWanted)
            .map(({ uuid }) => uuid);
          const answered: string[] = [];
          const criteria = criteriaOf(filter);
          for (let after: CallPosition | null | undefined; after !== null;) {
            const query = { ...interval, order, criteria, after: after ?? null, limit: PAGE };
            const page: ArchivedPage = await archive.page(query);
            answered.push(...page.calls.filter(isWanted).map(({ uuid }) => uuid));
            after = page.next;
          }
          expect(answered).toEqual(order === 'OLDEST_FIRST' ? wanted : wanted.reverse());
          found += wanted.length;
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    expect(found).toBeGreaterThan(RUNS);
  });

  test('the database and the in-memory filter return the same statistics for any filter on columns', async () => {
    const calls = someCalls(createRandom(SEED), STEP);
    await using open = await openStore(await create());
    const all = seconds(0, SECONDS * STEP);
    await open.store.write({ ...all, calls, fetchedAt: 1, version: DECODER.version });
    const timezone = 'UTC';
    const walked = {
      timezone,
      walk: ({ from, to }: TimeRange) =>
        inOneBatch(
          calls.map(({ call }) => call).filter(({ startedAt }) => startedAt >= from && startedAt < to),
        ),
    };
    const summed: typeof walked & Pick<CallHistory, 'summarise'> = {
      timezone,
      walk: () => {
        throw new Error('The calls are walked.');
      },
      async *summarise(_range, groups, criteria) {
        const sums = await open.archive.sums({ ...all, groups, criteria });
        if (sums !== null) yield { sums };
      },
    };
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(
        aColumnFilter,
        fc.constantFrom(CallGrouping.HOUR, CallGrouping.DAY, CallGrouping.DIRECTION, CallGrouping.STATUS),
        fc.tuple(fc.nat(SECONDS), fc.nat(SECONDS)),
        async (fields, groupBy, [one, other]) => {
          const filter = Object.assign(new CallFilter(), fields);
          const range = { from: Math.min(one, other) * STEP * 1000, to: Math.max(one, other) * STEP * 1000 };
          const args = { ...range, groupBy, filter, workspace: null };
          const expected = await callStatistics(walked, args, ANYONE, NO_EXTENSIONS);
          expect(await callStatistics(summed, args, ANYONE, NO_EXTENSIONS)).toEqual(expected);
          counted += expected.callCount;
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    expect(counted).toBeGreaterThan(RUNS);
  });
});
