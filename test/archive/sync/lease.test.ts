import { expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import { backgroundLimits } from '../../../src/archive/open-accounts.js';
import { Synchroniser } from '../../../src/archive/sync/synchroniser.js';
import { Pacer } from '../../../src/archive/sync/pacer.js';
import { SyncLease } from '../../../src/archive/sync/sync-lease.js';
import { createRandom } from '../../support/random.js';
import { aClock } from '../../support/a-clock.js';
import { aLogger, type LogLine } from '../../support/a-logger.js';
import { eventually } from '../../support/eventually.js';
import { stopTimers } from '../../support/stopped-timers.js';
import { startChangingProvider } from '../a-changing-provider.js';
import { aRecordedCall, DECODER, type OpenStore, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

const DAY = 86_400_000;
const EVER = seconds(0, 10_000_000_000);
const { version } = DECODER;
/** The lease's duration in milliseconds. */
const LEASE = 30_000;
/** Gives the lease to another process. */
async function takeOver({ database }: OpenStore): Promise<void> {
  const taken = { holder: 'another', until: Date.now() + 29_000 };
  await database.tables.updateTable('leases').set(taken).execute();
}

/**
 * Syncs until another process has the lease or until `isOver`, which is checked after each attempt to take the lease, and
 * returns the log.
 */
async function synchroniseUntil(
  isOver: (hasLease: boolean) => Promise<boolean>,
  opened: OpenStore,
  beforeRequest: () => Promise<void>,
): Promise<readonly LogLine[]> {
  const { logger, lines } = aLogger();
  const clock = aClock('2025-06-01T12:00:00Z');
  const provider = await startChangingProvider(createRandom(1), clock, 40);
  const life = new AbortController();
  const store = {
    ...opened.store,
    lease: async (holder: string, milliseconds: number) => {
      const hasLease = await opened.store.lease(holder, milliseconds);
      if (await isOver(hasLease)) life.abort();
      return hasLease;
    },
  };
  const { recorder } = opened.archive;
  class TellingPacer extends Pacer {
    override turn(): Promise<void> {
      return beforeRequest();
    }
  }
  try {
    await new Synchroniser({
      workspace: 'acme',
      source: provider.connect(recorder),
      archive: opened.archive,
      store,
      pacer: new TellingPacer(Infinity),
      limits: backgroundLimits(),
      since: () => clock.now() - 40 * DAY,
      keepFrom: () => null,
      logger,
      now: clock.now,
      attempted: ({ kind }) => {
        if (kind === 'OTHER_PROCESS') life.abort();
      },
    }).run(life.signal);
    return lines;
  } finally {
    await provider.close();
  }
}

describeEngines((create) => {
  // Red without the check in writeInTurn.
  test('rejects writes under a lease once it has expired or another process holds it', async () => {
    await using opened = await openStore(await create());
    const { store } = opened;
    const call = aRecordedCall(1, { note: 1 });
    const interval = { ...seconds(0, 99), calls: [call], fetchedAt: 1, version };
    const notes = { callUuid: call.call.uuid, notes: [], fetchedAt: 2, version };
    await expect(store.write(interval, 'one')).rejects.toThrow('Another process is filling the archive.');
    await store.lease('one', 60_000);
    await store.write(interval, 'one');
    await store.lease('one', 0);
    const refusals = [
      () => store.write({ ...interval, ...seconds(100, 199), fetchedAt: 3 }, 'one'),
      () => store.notes.write(notes, 'one'),
      () => store.setStatus({ paused: 'UPSTREAM_UNAVAILABLE' }, 'one'),
    ];
    for (const refused of refusals) await expect(refused()).rejects.toThrow('Another process');
    await store.lease('two', 60_000);
    for (const refused of refusals) await expect(refused()).rejects.toThrow('Another process');
    expect(await store.coverage(EVER)).toEqual([{ ...seconds(0, 99), fetchedAt: 1 }]);
    expect(await store.size()).toEqual({ calls: 1, notes: 0, pendingNotes: 1 });
    expect(await store.status()).toEqual({ paused: null, syncedAt: null });
  });

  // Red if such a lease is waited for: until its hour has passed, nothing would be archived.
  test('the lease of a process that died before the database’s clock was set back an hour is taken at once', async () => {
    await using opened = await openStore(await create());
    await opened.store.lease('dead', 30_000);
    await opened.database.tables
      .updateTable('leases')
      .set((is) => ({ until: is('until', '+', 3_600_000) }))
      .execute();
    expect(await opened.store.lease('next', 30_000)).toBe(true);
    expect(await opened.store.lease('another', 30_000)).toBe(false);
  });

  // Red if a lease is trusted forever once it was acquired, or never.
  test('a process checks its lease before a request, unless it renewed the lease in the last ten seconds', async () => {
    await using opened = await openStore(await create());
    const clock = aClock('2025-06-01T12:00:00Z');
    const lease = new SyncLease(opened.store, clock.now);
    await lease.confirm();
    expect(await opened.store.lease('another', 60_000)).toBe(false);
    await takeOver(opened);
    clock.pass(9);
    await lease.confirm();
    clock.pass(2);
    await expect(lease.confirm()).rejects.toThrow('Another process is filling the archive.');
  });

  test('calls read for clients are archived whichever process holds the lease', async () => {
    await using opened = await openStore(await create());
    await opened.store.lease('one', 60_000);
    opened.archive.recorder.record(seconds(0, 99), [aRecordedCall(1)], 1e12, aScope());
    await opened.archive.recorder.flushed();
    expect(await opened.store.coverage(EVER)).toHaveLength(1);
  });

  // Red if the recorder doesn't pass the lease holder on, or if a lost lease counts as a failure.
  test('a process that loses its lease during a request discards the response and isn’t paused', async () => {
    await using opened = await openStore(await create());
    const log = await synchroniseUntil(
      () => Promise.resolve(false),
      opened,
      () => takeOver(opened),
    );
    expect(await opened.store.coverage(EVER)).toEqual([]);
    expect(await opened.archive.status()).toMatchObject({ calls: 0, pausedBy: null });
    expect(log).toEqual([]);
  });

  // Red if only intervals that the process itself has read count: the archive would be up to date a minute later.
  test('the next process finds the archive up to date if its predecessor died right after reading everything', async () => {
    await using opened = await openStore(await create());
    const now = Date.parse('2025-06-01T12:00:00Z');
    const fetchedAt = now - 10_000;
    await opened.store.write({ start: now - 41 * DAY, end: now, calls: [], fetchedAt, version });
    let attempts = 0;
    await synchroniseUntil(
      () => Promise.resolve((attempts += 1) > 1),
      opened,
      () => Promise.resolve(),
    );
    expect(await opened.store.status()).toEqual({ paused: null, syncedAt: fetchedAt });
  });

  // Red if only the process that has paused the archive resumes it.
  test('the next process resumes an archive that was left paused', async () => {
    await using opened = await openStore(await create());
    await opened.store.setStatus({ paused: 'UPSTREAM_UNAVAILABLE' });
    let attempts = 0;
    const isResumed = async () => (attempts += 1) > 50 || (await opened.archive.status()).pausedBy === null;
    await synchroniseUntil(isResumed, opened, () => Promise.resolve());
    expect(await opened.archive.status()).toMatchObject({ state: 'BACKFILLING', pausedBy: null });
  });

  // Red if a process only resumes what it has paused itself, or what was paused before it started.
  test('a process resumes an archive that another one has paused in between', async () => {
    await using opened = await openStore(await create());
    let attempts = 0;
    const isResumed = async () => {
      attempts += 1;
      if (attempts === 5) await opened.store.setStatus({ paused: 'UPSTREAM_UNAVAILABLE' });
      return attempts > 30 || (attempts > 5 && (await opened.store.status()).paused === null);
    };
    await synchroniseUntil(isResumed, opened, () => Promise.resolve());
    expect((await opened.store.status()).paused).toBeNull();
  });
});

// Red without renewal in the background: another process would also send requests, at its own pace.
test('a process keeps its lease while it waits longer than the lease’s duration to send a request', async () => {
  await using opened = await openStore({ kind: 'sqlite', path: ':memory:' });
  // The lease is prolonged by an interval.
  using timers = stopTimers('Interval');
  let isWaiting = false;
  let hasWaited = false;
  let isProlonged = false;
  const store = {
    ...opened.store,
    lease: (holder: string, milliseconds: number) => {
      isProlonged ||= isWaiting;
      return opened.store.lease(holder, milliseconds);
    },
  };
  await synchroniseUntil(
    () => Promise.resolve(isProlonged || hasWaited),
    { ...opened, store },
    async () => {
      isWaiting = true;
      timers.pass(LEASE);
      await eventually(() => isProlonged, 5000).finally(() => {
        isWaiting = false;
        hasWaited = true;
      });
    },
  );
  expect(isProlonged).toBe(true);
});
