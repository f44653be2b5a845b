import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { writeInTurn } from '../../../src/archive/database/attempt.js';
import { openAccount } from '../../../src/archive/store/account-store.js';
import type { Call, CallOrder } from '../../../src/domain/call.js';
import type { Interval } from '../../../src/domain/interval.js';
import { aRecordedCall, DECODER, type OpenStore, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

const EVERYTHING = seconds(0, 1_000_000);

function write({ store }: OpenStore, interval: Interval, at: readonly number[], fetchedAt: number) {
  const calls = at.map((second) => aRecordedCall(second));
  return store.write({ ...interval, calls, fetchedAt, version: DECODER.version });
}

async function startsOf({ archive }: OpenStore, interval = EVERYTHING): Promise<readonly number[]> {
  const query = { order: 'OLDEST_FIRST', after: null, criteria: null, limit: 1000 } as const;
  const { calls } = await archive.page({ ...interval, ...query });
  return calls.map(({ startedAt }: Call) => startedAt / 1000);
}

describeEngines((create) => {
  test('rereading an interval deletes the calls that disappeared from it, and nothing outside it', async () => {
    await using opened = await openStore(await create());
    await write(opened, seconds(0, 99), [1, 50, 99], 1);
    await write(opened, seconds(100, 199), [100, 150], 2);
    await write(opened, seconds(40, 120), [60], 3);
    expect(await startsOf(opened)).toEqual([1, 60, 150]);
    expect(await opened.store.coverage(EVERYTHING)).toEqual([
      { ...seconds(0, 39), fetchedAt: 1 },
      { ...seconds(40, 120), fetchedAt: 3 },
      { ...seconds(121, 199), fetchedAt: 2 },
    ]);
  });

  test('the response to an earlier request never replaces that to a later one', async () => {
    await using opened = await openStore(await create());
    await write(opened, seconds(40, 60), [50], 9);
    await write(opened, seconds(0, 99), [1, 45, 99], 5);
    expect(await startsOf(opened)).toEqual([1, 50, 99]);
    await write(opened, seconds(45, 55), [], 5);
    expect(await startsOf(opened)).toEqual([1, 50, 99]);
  });

  test('a call that moved stays at the start time with which it was last seen', async () => {
    await using opened = await openStore(await create());
    await write(opened, seconds(100, 199), [150], 9);
    const before = aRecordedCall(50, { uuid: aRecordedCall(150).call.uuid });
    const earlier = { ...seconds(0, 99), calls: [before], fetchedAt: 5, version: DECODER.version };
    await opened.store.write(earlier);
    expect(await startsOf(opened)).toEqual([150]);
    await opened.store.write({ ...earlier, fetchedAt: 10 });
    expect(await startsOf(opened)).toEqual([50]);
  });

  test('a write that fails leaves neither calls nor coverage', async () => {
    await using opened = await openStore(await create());
    const calls = [aRecordedCall(1), { ...aRecordedCall(2), record: undefined }];
    const failing = { ...seconds(0, 99), calls, fetchedAt: 1, version: DECODER.version };
    await expect(opened.store.write(failing)).rejects.toMatchObject({ name: 'ArchiveError' });
    expect(await startsOf(opened)).toEqual([]);
    expect(await opened.store.coverage(EVERYTHING)).toEqual([]);
  });

  // Red if all are deleted in one transaction, which takes minutes for years of calls: PostgreSQL cancels it, and it
  // starts over forever.
  test('others can write while old calls and their coverage are deleted', async () => {
    await using opened = await openStore(await create());
    const { store } = opened;
    const calls = Array.from({ length: 1500 }, (_, second) => aRecordedCall(second));
    await store.write({ ...seconds(0, 2000), calls, fetchedAt: 1, version: DECODER.version });
    // Opens a connection for each of the two.
    await Promise.all([store.status(), store.status()]);
    const ended: string[] = [];
    const pruned = store.prune(1_400_000).then(() => ended.push('pruned'));
    await store.setStatus({ syncedAt: 1 });
    ended.push('written');
    await pruned;
    expect(ended).toEqual(['written', 'pruned']);
    expect(await store.coverage(seconds(0, 2000))).toEqual([{ ...seconds(1400, 2000), fetchedAt: 1 }]);
    expect(await store.count(seconds(0, 2000), 2000)).toBe(100);
  });

  // Red if only the configured account is considered: the workspace's earlier accounts keep their calls forever.
  test('old calls are also deleted from the workspace’s earlier accounts, but not from other workspaces’ accounts', async () => {
    const engine = await create();
    await using acme = await openStore(engine);
    await using other = await openStore(engine, 'other');
    const former = await openAccount(acme.database, {
      workspace: 'acme',
      address: 'https://former.example',
      timezone: 'UTC',
    });
    for (const store of [acme.store, former, other.store]) {
      const calls = [aRecordedCall(1), aRecordedCall(50)];
      await store.write({ ...seconds(0, 99), calls, fetchedAt: 1, version: DECODER.version });
    }
    await acme.store.prune(50_000);
    const left = [acme.store, former, other.store].map((store) => store.count(EVERYTHING, 10));
    expect(await Promise.all(left)).toEqual([1, 1, 2]);
    expect(await former.coverage(EVERYTHING)).toEqual([{ ...seconds(50, 99), fetchedAt: 1 }]);
  });

  // Red if every account of the workspace is asked: deployments may share a database and a workspace id.
  test('old calls of another account are kept while it is in use', async () => {
    await using acme = await openStore(await create());
    const other = await openAccount(acme.database, {
      workspace: 'acme',
      address: 'https://other.example',
      timezone: 'UTC',
    });
    const { version } = DECODER;
    await other.write({ ...seconds(0, 49), calls: [aRecordedCall(1)], fetchedAt: 1, version });
    await other.write({ ...seconds(50, 99), calls: [aRecordedCall(50)], fetchedAt: Date.now(), version });
    await acme.store.prune(50_000);
    expect(await other.count(EVERYTHING, 10)).toBe(2);
  });

  test('accounts never see each other’s calls', async () => {
    const engine = await create();
    await using acme = await openStore(engine);
    await using other = await openStore(engine, 'other');
    await write(acme, seconds(0, 99), [1], 1);
    await write(other, seconds(0, 99), [], 2);
    expect(await startsOf(acme)).toEqual([1]);
    expect((await other.archive.byUuid([aRecordedCall(1).call.uuid])).found).toEqual(new Map());
  });

  test('calls read by another decoder version are found by what the current version derives', async () => {
    await using opened = await openStore(await create());
    const call = aRecordedCall(1).call;
    const old = { ...aRecordedCall(1), call: { ...call, agents: [] } };
    await opened.store.write({ ...seconds(0, 99), calls: [old], fetchedAt: 1, version: 'old' });
    const criteria = { internalNumbers: ['0107'] };
    const query = { ...EVERYTHING, order: 'NEWEST_FIRST', after: null, criteria, limit: 10 } as const;
    await opened.archive.refresh();
    expect((await opened.archive.page(query)).calls).toEqual([call]);
    await opened.archive.rederive();
    expect((await opened.archive.page(query)).calls).toEqual([call]);
  });

  test('a process that never derives anything also finds calls by their keys', async () => {
    const engine = await create();
    await using first = await openStore(engine);
    await write(first, seconds(0, 99), [2, 3], 1);
    const calls = [aRecordedCall(101, { userTalk: { status: 'queue', receivers: [{ internal: 9 }] } })];
    await first.store.write({ ...seconds(100, 199), calls, fetchedAt: 1, version: DECODER.version });
    await using other = await openStore(engine, 'acme', { derives: false });
    await other.archive.refresh();
    const criteria = { internalNumbers: ['107'] };
    const query = { ...EVERYTHING, order: 'NEWEST_FIRST', after: null, criteria, limit: 10 } as const;
    // Without keys it would return all calls of the interval, because the graph still applies the filter.
    expect((await other.archive.page(query)).calls.map(({ startedAt }) => startedAt)).toEqual([3000, 2000]);
  });

  test('only one of two holders has the lease until it is released or expires', async () => {
    await using opened = await openStore(await create());
    const { store } = opened;
    expect(await store.lease('one', 60_000)).toBe(true);
    expect(await store.lease('two', 60_000)).toBe(false);
    expect(await store.lease('one', 0)).toBe(true);
    expect(await store.lease('two', 60_000)).toBe(true);
    expect(await store.lease('one', 60_000)).toBe(false);
    await store.release('two');
    expect(await store.lease('one', 60_000)).toBe(true);
  });

  test('64-bit numbers of a record stay exact', async () => {
    await using opened = await openStore(await create());
    const recorded = aRecordedCall(1, { destination: 12_345_678_901_234_567_890n });
    await opened.store.write({ ...seconds(0, 9), calls: [recorded], fetchedAt: 1, version: DECODER.version });
    const { found } = await opened.archive.byUuid([recorded.call.uuid]);
    expect(found.get(recorded.call.uuid)?.call.destination).toBe('12345678901234567890');
  });

  test('an interval is covered only if it has no gap, as of its oldest part', async () => {
    await using opened = await openStore(await create());
    await write(opened, seconds(0, 9), [1], 3);
    await write(opened, seconds(20, 29), [21], 1);
    const { store } = opened;
    expect(await store.fetchOfWhole(seconds(2, 9))).toBe(3);
    expect(await store.fetchOfWhole(seconds(2, 10))).toBeNull();
    expect(await store.fetchOfWhole(seconds(5, 25))).toBeNull();
    expect(await store.fetchOfWhole(seconds(40, 49))).toBeNull();
    await write(opened, seconds(10, 19), [], 2);
    expect(await store.fetchOfWhole(seconds(5, 25))).toBe(1);
    expect(await store.fetchOfWhole(seconds(5, 15))).toBe(2);
  });

  test('a page reports when the interval it spans was fetched, or null if part of the interval is missing', async () => {
    await using opened = await openStore(await create());
    await write(opened, seconds(0, 9), [1, 2], 1);
    await write(opened, seconds(10, 19), [11, 12], 2);
    await write(opened, seconds(30, 39), [], 3);
    const fetchedAt = async (start: number, end: number, order: CallOrder, limit: number) => {
      const query = { ...seconds(start, end), order, limit, criteria: null, after: null };
      return (await opened.archive.page(query)).fetchedAt;
    };
    expect(await fetchedAt(0, 19, 'NEWEST_FIRST', 1)).toBe(2);
    expect(await fetchedAt(0, 19, 'NEWEST_FIRST', 3)).toBe(1);
    expect(await fetchedAt(0, 19, 'OLDEST_FIRST', 1)).toBe(1);
    expect(await fetchedAt(10, 19, 'NEWEST_FIRST', 9)).toBe(2);
    expect(await fetchedAt(30, 39, 'NEWEST_FIRST', 9)).toBe(3);
    expect(await fetchedAt(0, 39, 'OLDEST_FIRST', 4)).toBe(1);
    expect(await fetchedAt(0, 39, 'OLDEST_FIRST', 5)).toBeNull();
    expect(await fetchedAt(0, 39, 'NEWEST_FIRST', 1)).toBeNull();
  });
});

// Red if the following rollback reports its own error, that no transaction is active.
test('a failure on which SQLite rolls back by itself, such as a full disk, is reported with its own reason', async () => {
  await using opened = await openStore({ kind: 'sqlite', path: ':memory:' });
  await opened.store.lease('one', 1000);
  const failing = writeInTurn(opened.database, opened.account, undefined, (transaction) =>
    sql`insert or rollback into leases select * from leases`.execute(transaction),
  );
  await expect(failing).rejects.toMatchObject({
    cause: { message: 'UNIQUE constraint failed: leases.account' },
  });
  await write(opened, seconds(0, 9), [1], 1);
  expect(await startsOf(opened)).toEqual([1]);
});
