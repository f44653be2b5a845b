import { expect, test } from '@jest/globals';
import type { ArchiveEngine } from '../../src/config/settings.js';
import { AccountArchive } from '../../src/archive/account-archive.js';
import { archivedCalls } from '../../src/archive/archived-calls.js';
import { Recorder } from '../../src/archive/recorder.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { connectCcrm, NOTHING_KEPT } from '../providers/ccrm/a-ccrm.js';
import { aScope } from '../support/a-scope.js';
import { aCall } from '../support/builders.js';
import { aRecordedCall, DECODER, openStore } from './a-store.js';
import { describeEngines } from './engines.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const SINCE = 365 * DAY;
const { version } = DECODER;

interface Past {
  /** The archived ranges, in milliseconds before now; each starts with a call. */
  readonly archived: readonly (readonly [from: number, to: number])[];
  /** How long ago the archive was last up to date, in milliseconds; null if it never was. */
  readonly synced: number | null;
}

async function openPast(engine: ArchiveEngine, { archived, synced }: Past) {
  const opened = await openStore(engine);
  const { store } = opened;
  for (const [from, to] of archived) {
    const calls = [aRecordedCall((NOW - from) / SECOND)];
    await store.write({ start: NOW - from, end: NOW - to, calls, fetchedAt: NOW - to, version });
  }
  await store.setStatus({ syncedAt: synced === null ? null : NOW - synced });
  const recorder = new Recorder(store, DECODER);
  const clock = { now: () => NOW };
  const archive = new AccountArchive(store, DECODER, recorder, 'PL', () => NOW - SINCE, clock.now);
  await archive.refresh();
  return { archive, recorder, ...clock, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

describeEngines((create) => {
  test('a call that was just read live doesn’t change where the archive starts and ends', async () => {
    const synchronised = [SINCE, 100 * SECOND] as const;
    await using past = await openPast(await create(), { archived: [synchronised], synced: 40 * SECOND });
    const { archive, recorder, now } = past;
    const recent = aCall(Object(aRecordedCall((NOW - 80 * SECOND) / SECOND).record));
    const sandbox = await startSandbox({ data: { calls: [recent] } });
    const connection = connectCcrm({
      url: sandbox.ccrmUrl,
      token: sandbox.credentials.ccrmToken,
      timezone: 'UTC',
      cache: { ...NOTHING_KEPT, recorder, now },
    });
    const source = archivedCalls(connection.source, () => archive, {
      provider: 'ccrm',
      workspace: 'acme',
      now,
    });
    const history = source.openHistory(aScope());
    const found = await history.find([{ uuid: recent.uuid, startedAt: NOW - 80 * SECOND }]);
    expect(found.size).toBe(1);
    await recorder.flushed();
    connection.disconnect();
    await sandbox.close();

    const { state, from, to } = await archive.status();
    expect(archive.intervals()).toHaveLength(2);
    expect({ state, from, to }).toEqual({ state: 'FOLLOWING', from: NOW - SINCE, to: NOW - 100 * SECOND });
    expect(source.archived?.from()).toBe(NOW - SINCE);
  });

  test.each<[string, Past, { readonly from: number; readonly to: number; readonly state: string }]>([
    [
      'still starts where it did after ten days without a sync, although the latest days are synced first',
      { archived: [[SINCE, 10 * DAY], [2 * DAY, 60 * SECOND]], synced: 10 * DAY }, // prettier-ignore
      { from: SINCE, to: 10 * DAY, state: 'BACKFILLING' },
    ],
    [
      'starts anew after more than thirty days without a sync: reading them live would be too expensive',
      { archived: [[SINCE, 31 * DAY], [2 * DAY, 60 * SECOND]], synced: 31 * DAY }, // prettier-ignore
      { from: 2 * DAY, to: 60 * SECOND, state: 'BACKFILLING' },
    ],
    [
      'starts at the point its backfill has reached, even after a pause of a day',
      { archived: [[200 * DAY, 190 * DAY], [100 * DAY, DAY], [90 * SECOND, 60 * SECOND]], synced: null }, // prettier-ignore
      { from: 100 * DAY, to: DAY, state: 'BACKFILLING' },
    ],
    [
      'starts at the point its backfill has reached, even if it was up to date before `since` moved earlier',
      { archived: [[300 * DAY, 290 * DAY], [100 * DAY, 90 * SECOND], [70 * SECOND, 60 * SECOND]], synced: 0 }, // prettier-ignore
      { from: 100 * DAY, to: 90 * SECOND, state: 'BACKFILLING' },
    ],
  ])('an archive %s', async (_, given, { from, to, state }) => {
    await using past = await openPast(await create(), given);
    const status = await past.archive.status();
    expect(past.archive.from()).toBe(NOW - from);
    expect(status).toMatchObject({ from: NOW - from, to: NOW - to, state });
  });

  test.each([
    [90 * SECOND, true],
    [2 * HOUR, false],
  ])(
    'an archive from the first call on is complete only if its gaps are within the last hour: a gap of %d ms',
    async (gap, isWhole) => {
      const archived = [[NOW - Date.UTC(2000, 0, 1), gap], [60 * SECOND, 60 * SECOND]] as const; // prettier-ignore
      await using past = await openPast(await create(), { archived, synced: gap });
      expect(past.archive.hasEverything()).toBe(isWhole);
    },
  );
});
