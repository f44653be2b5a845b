import { describe, expect, test } from '@jest/globals';
import type { OperationScope } from '../../../../../src/domain/operation/operation-scope.js';
import type { Interval } from '../../../../../src/domain/interval.js';
import { createLocalClock } from '../../../../../src/providers/ccrm/local-clock.js';
import { IntervalReader } from '../../../../../src/providers/ccrm/range/interval-reader.js';
import { aClock } from '../../../../support/a-clock.js';
import { aScope } from '../../../../support/a-scope.js';
import { callsFrom, NOON, seconds } from './a-page.js';
import { aWorkspace, type History } from './a-workspace.js';

/* What happens to an interval that was read: it is cached, shared with replicas and archived. */

const LOCAL = createLocalClock('Europe/Warsaw');
const clock = aClock('2025-03-20T12:00:00Z');
const SEVEN: History = { calls: callsFrom(0, 7), pageSize: 1000 };
const INTERVAL = seconds(0, 9);

interface Given {
  readonly history?: History;
  /** The calls whose records are stored; null if nothing stores records. */
  readonly remembered?: History['calls'] | null;
  readonly hasArchive?: boolean;
  readonly scope?: OperationScope;
}

async function read({
  history = SEVEN,
  remembered = SEVEN.calls,
  hasArchive = true,
  scope = aScope(),
}: Given) {
  const { memory, known } = aWorkspace(history, { fresh: { recent: 5, closed: 3600, maxStale: 0 }, clock });
  const records = remembered && new WeakMap(remembered.map((call) => [call, call.uuid]));
  const archived: unknown[] = [];
  const shared: unknown[] = [];
  const recorder = {
    record: (interval: Interval, calls: readonly unknown[]) => archived.push([interval, calls.length]),
    recordNotes: () => undefined,
  };
  const redisCalls = {
    generation: 'one',
    lookUp: () => Promise.resolve(),
    keep: (interval: Interval, calls: readonly unknown[], asked: number, generation: string | null) =>
      shared.push([interval, calls.length, asked, generation]),
  };
  const all = { ...memory, records, recorder: hasArchive ? recorder : null, redisCalls };
  await new IntervalReader(LOCAL, all, scope).fetch(INTERVAL);
  return { archived, shared, isCached: known?.at(NOON) !== null };
}

const ARCHIVED = [[INTERVAL, 7]];
const SHARED = [[INTERVAL, 7, clock.now(), 'one']];

describe('a complete interval', () => {
  test('is cached, shared and archived', async () => {
    expect(await read({})).toEqual({ archived: ARCHIVED, shared: SHARED, isCached: true });
  });

  test('is cached and shared without an archive', async () => {
    expect(await read({ hasArchive: false })).toEqual({ archived: [], shared: SHARED, isCached: true });
  });

  test('is only cached if one of its records is missing, or nothing stores records', async () => {
    const cached = { archived: [], shared: [], isCached: true };
    expect(await read({ remembered: SEVEN.calls.slice(1) })).toEqual(cached);
    expect(await read({ remembered: null })).toEqual(cached);
  });

  test('is only archived if it is read in the background', async () => {
    const scope = aScope({ pace: () => Promise.resolve() });
    expect(await read({ scope })).toEqual({ archived: ARCHIVED, shared: [], isCached: false });
  });

  test('is cached after everything was invalidated, but not if that happened during the read', async () => {
    const history = { ...SEVEN };
    const { open, known } = aWorkspace(history, { fresh: { recent: 5, closed: 3600, maxStale: 0 }, clock });
    history.total = (right) => {
      known?.forgetAll();
      return right;
    };
    await open().reader.fetch(INTERVAL);
    expect(known?.at(NOON)).toBeNull();
    delete history.total;
    await open().reader.fetch(INTERVAL);
    expect(known?.at(NOON)).toMatchObject(INTERVAL);
  });
});

test('an interval is neither cached, shared nor archived if it is incomplete or unreadable', async () => {
  const nothing = { archived: [], shared: [], isCached: false };
  const calls = callsFrom(0, 20);
  expect(await read({ history: { calls, pageSize: 10 }, remembered: calls })).toEqual(nothing);
  expect(await read({ history: { calls: [], unreadable: [3, 4], pageSize: 1000 } })).toEqual(nothing);
});

test('each page of an interval counts towards the limit of the operation', async () => {
  const checked: number[] = [];
  const scope = aScope();
  Object.assign(scope.work, {
    countPages: () => undefined,
    checkPages: (pages: number) => checked.push(pages),
  });
  await read({ history: { calls: callsFrom(0, 10), pageSize: 1000 }, scope });
  expect(checked).toEqual([1, 2, 3]);
});
