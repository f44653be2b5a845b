import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ArchiveEngine } from '../../src/config/settings.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { SandboxFault } from '../../src/sandbox/behaviour.js';
import type { WireCall } from '../../src/sandbox/wire.js';
import { aCall, numberedUuid, wireDate } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { describeEngines } from './engines.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const BEGIN = Date.parse('2025-01-10T12:00:00Z');
const SINCE = '2024-01-01';
/** More than a page, so that long ranges are read from the archive. */
const CALLS = 2500;
const CALL_DAYS = 300;
/** `ARCHIVE_RUNS=50 ARCHIVE_SEED=7 npm test -- as-of` runs more, and other, cases. */
const SEED = Number(process.env['ARCHIVE_SEED'] ?? 20250312);
const RUNS = Number(process.env['ARCHIVE_RUNS'] ?? 2);

const QUERY = `query ($from: DateTime!, $to: DateTime!, $filter: CallFilter, $order: CallOrder) {
  calls(from: $from, to: $to, filter: $filter, order: $order, first: 1000) {
    nodes { uuid startedAt durationSeconds status direction hasNotes from { phone { raw } } }
    pageInfo { hasNextPage }
    totalCount
  }
  callStatistics(from: $from, to: $to, filter: $filter, groupBy: STATUS) {
    callCount meanDurationSeconds longestDurationSeconds groups { status callCount }
  }
}`;

interface Answer {
  readonly calls: { readonly nodes: readonly { readonly uuid: string }[] } | null;
}

const STATUSES = ['ANSWERED', 'BUSY', 'NO_ANSWER'];
const NUMBERS = ['+48 601 234 567', '+48 777 888 999', '+48 22 555 01 01'];

/** A call whose fields depend on `variant`. */
function callAt(index: number, instant: number, variant: number): WireCall {
  const number = NUMBERS[variant % NUMBERS.length] ?? '';
  const party = { type: 'unknown', number, numberNotFormatted: number.replace(/\D/g, '') };
  return aCall({
    uuid: numberedUuid(index),
    callDate: wireDate(instant + HOUR),
    duration: variant,
    status: STATUSES[variant % STATUSES.length],
    callDirection: variant % 2 === 0 ? 'in' : 'out',
    from: party,
    externalNumber: party,
    note: variant % 5 === 0 ? 1 : 0,
  });
}

/** A change of the provider's calls before the archive is queried again. */
const aChange = fc.oneof(
  fc.record({
    kind: fc.constant('INSERT'),
    age: fc.integer({ min: 1, max: CALL_DAYS * 24 }),
    variant: fc.nat(99),
  }),
  fc.record({ kind: fc.constant('CHANGE'), age: fc.nat(CALLS - 1), variant: fc.nat(99) }),
  fc.record({ kind: fc.constant('DELETE'), age: fc.nat(CALLS - 1), variant: fc.nat(99) }),
);
const aFault = fc.constantFrom<SandboxFault>(
  { provider: 'ccrm', status: 503, times: 3 },
  { provider: 'ccrm', status: 429, times: 2, headers: { 'retry-after': '120' } },
  { provider: 'ccrm', rawBody: '{"success":true', times: 2 },
  { provider: 'ccrm', rawBody: '<html>', times: 2 },
);
const aFilter = fc.constantFrom<object | null>(
  null,
  { phone: NUMBERS[1] },
  { direction: ['INBOUND'], minDurationSeconds: 20 },
  { status: ['BUSY'] },
  { hasNotes: true },
);
/** After so many hours, everything of the last so many days is due again. */
const DUE = {
  WEEK: { hours: 2, days: 6 },
  MONTH: { hours: 30, days: 28 },
  OLDER: { hours: 800, days: 360 },
} as const;
const aRound = fc.record({
  changes: fc.array(aChange, { minLength: 1, maxLength: 12 }),
  fault: fc.option(aFault),
  /** The number of requests after which the process is ended in the middle of its work. */
  endAfter: fc.constantFrom(0, 1, 2, 5, 1000),
  due: fc.constantFrom(...(['WEEK', 'MONTH', 'OLDER', 'OLDER'] as const)),
  filter: aFilter,
  order: fc.constantFrom('NEWEST_FIRST', 'OLDEST_FIRST'),
});
const aRun = fc.record({
  pageSize: fc.constantFrom(100, 333, 1000),
  order: fc.constantFrom('newest-first', 'oldest-first', 'none'),
  rounds: fc.array(aRound, { minLength: 2, maxLength: 3 }),
});

describeEngines((create) => {
  // Red if an interval is written without its deletions, or its coverage without its calls.
  test('a response matches the provider as of its `asOf`, whatever changes and wherever the process ends', async () => {
    let archived = 0;
    await fc.assert(
      fc.asyncProperty(aRun, async ({ pageSize, order, rounds }) => {
        const engine = await create();
        let now = BEGIN;
        const sandbox = await startSandbox({ now: () => new Date(now), data: { calls: firstCalls() } });
        Object.assign(sandbox.behaviour, { pageSize, callHistoryOrder: order });
        try {
          let next = CALLS;
          for (const { changes, fault, endAfter, due, ...question } of rounds) {
            const { hours, days } = DUE[due];
            sandbox.behaviour.faults = fault === null ? [] : [fault];
            await endInTheMiddle(sandbox, engine, () => now, endAfter);
            for (const change of changes) next = apply(sandbox, change, next, now);
            now += 1000;
            const changedAt = now;
            await endInTheMiddle(sandbox, engine, () => now, endAfter);
            now += hours * HOUR;
            sandbox.behaviour.faults = [];
            await using board = await start(sandbox, engine, () => now);
            const range = { from: new Date(now - days * DAY).toISOString(), to: new Date(now).toISOString() };
            archived += await expectTruth(board, { ...range, ...question }, changedAt);
          }
        } finally {
          await sandbox.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: true, seed: SEED },
    );
    expect(archived).toBeGreaterThan(0);
  });
});

function firstCalls(): WireCall[] {
  return Array.from({ length: CALLS }, (_, index) =>
    callAt(index, BEGIN - 3 * HOUR - Math.floor((index * CALL_DAYS * DAY) / CALLS), index),
  );
}

/** Returns the number of the next new call. */
function apply(
  { data }: Sandbox,
  { kind, age, variant }: { readonly kind: string; readonly age: number; readonly variant: number },
  next: number,
  now: number,
): number {
  if (kind === 'INSERT') {
    data.calls = [...data.calls, callAt(next, now - age * HOUR, variant)];
    return next + 1;
  }
  const place = age % data.calls.length;
  data.calls = data.calls.flatMap((call, index) => {
    if (index !== place) return [call];
    const { uuid, callDate } = call;
    return kind === 'DELETE' ? [] : [{ ...callAt(0, 0, variant), uuid, callDate }];
  });
  return next;
}

function start(sandbox: Sandbox, engine: ArchiveEngine, now: () => number): Promise<Switchboard> {
  return startSwitchboard({
    archive: { engine, since: SINCE, requestsPerMinute: 10_000, keepDays: null },
    workspaces: () => [sandboxWorkspace(sandbox)],
    now,
  });
}

/** Milliseconds without a request after which none is expected: everything is fresh, or the provider fails. */
const QUIET = 400;

/** Runs Switchboard until so many requests have arrived, or no more arrive. */
async function endInTheMiddle(
  sandbox: Sandbox,
  engine: ArchiveEngine,
  now: () => number,
  requests: number,
): Promise<void> {
  sandbox.clearRequests();
  await using board = await start(sandbox, engine, now);
  await eventually(() => board.log.some(({ msg }) => msg === 'archive opened'));
  let seen = 0;
  let seenAt = performance.now();
  await eventually(() => {
    const { length } = sandbox.requests;
    if (length !== seen) [seen, seenAt] = [length, performance.now()];
    return length >= requests || performance.now() - seenAt > QUIET;
  });
}

/**
 * Queries until everything in the response was fetched after the last change, and compares it with the provider at that
 * time. Returns 1 if the archive contributed to the response, else 0.
 */
async function expectTruth(
  board: Switchboard,
  variables: Readonly<Record<string, unknown>>,
  changedAt: number,
): Promise<number> {
  const ask = () => board.query<Answer>(QUERY, variables);
  let answer = await ask();
  const asOf = () => (answer.extensions?.['archive'] as { asOf: string } | undefined)?.asOf;
  await eventually(async () => {
    answer = await ask();
    const oldest = asOf();
    return answer.errors === undefined && (oldest === undefined || Date.parse(oldest) >= changedAt);
  });
  const live = await board.query<Answer>(QUERY, variables, { 'cache-control': 'no-cache' });
  expect(live.errors).toBeUndefined();
  expect(live.extensions?.['archive']).toBeUndefined();
  expect(answer.data).toEqual(live.data);
  return asOf() === undefined ? 0 : 1;
}
