import { afterEach, expect, jest, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { ArchiveEngine } from '../../src/config/settings.js';
import { ArchiveError } from '../../src/domain/archive/archive-errors.js';
import type { ArchiveStatus } from '../../src/domain/archive/archive-status.js';
import type { Workspace } from '../../src/domain/sources.js';
import { createArchiveMetrics } from '../../src/observability/metrics/archive-metrics.js';
import { later } from '../auth/later.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { aCall, aNote } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { expectMeasured, measured, samplesOf } from '../support/measured.js';
import { freePort } from '../support/free-port.js';

afterEach(() => {
  jest.restoreAllMocks();
});

const FIRST = '00000000-0000-4000-8000-000000000001';
const SECOND = '00000000-0000-4000-8000-000000000002';
const NOW = Date.parse('2025-03-12T12:00:00Z');
const IN_MEMORY: ArchiveEngine = { kind: 'sqlite', path: ':memory:' };

function start(engine: ArchiveEngine) {
  return startSwitchboard({
    metrics: true,
    archive: { engine, since: '2025-01-01', requestsPerMinute: 10_000, keepDays: null },
    sandbox: {
      now: new Date(NOW),
      data: {
        calls: [
          aCall({ uuid: FIRST, callDate: '2025-02-03 10:00:00', note: 1 }),
          aCall({ uuid: SECOND, callDate: '2025-03-11 10:00:00', note: 0 }),
        ],
        notes: { [FIRST]: [aNote({ created: '2025-02-03 10:05:00' })] },
      },
    },
    now: () => NOW + 30_000,
  });
}

const NAMES = [
  'archive_calls',
  'archive_notes',
  'archive_pending_notes',
  'archive_from_timestamp_seconds',
  'archive_lag_seconds',
  'archive_state',
  'archive_requests_total',
];
const stateOf = (samples: Readonly<Record<string, number>>) =>
  Object.entries(samples)
    .filter(([sample, value]) => sample.startsWith('archive_state{') && value === 1)
    .map(([sample]) => /state="(\w+)"/u.exec(sample)?.[1]);

test('reports the progress and the requests of each archive', async () => {
  await using board = await start(IN_MEMORY);
  await eventually(async () => {
    const samples = await measured(board, ...NAMES);
    return stateOf(samples)[0] === 'FOLLOWING' && samples['archive_notes{workspace="sandbox"}'] === 1;
  });
  const samples = await measured(board, ...NAMES);
  expect(samples).toMatchObject({
    'archive_calls{workspace="sandbox"}': 2,
    'archive_notes{workspace="sandbox"}': 1,
    'archive_pending_notes{workspace="sandbox"}': 0,
    'archive_from_timestamp_seconds{workspace="sandbox"}': Date.parse('2025-02-03T09:00:00Z') / 1000,
    'archive_state{workspace="sandbox",state="BACKFILLING"}': 0,
    'archive_lag_seconds{workspace="sandbox"}': 0,
    'archive_state{workspace="sandbox",state="FOLLOWING"}': 1,
  });
  await expectMeasured(board, ['archive_requests_total'], {
    'archive_requests_total{workspace="sandbox",outcome="OK"}': board.sandbox.requests.length,
  });
});

test('requests that fill the archive are logged at debug level', async () => {
  await using board = await start(IN_MEMORY);
  await eventually(() => Promise.resolve(board.sandbox.requests.length > 3));
  const requests = () => board.log.filter(({ msg }) => msg === 'upstream request');
  await board.query('{ client { name } }');
  expect(requests().map(({ level, provider }) => ({ level, provider }))).toEqual([
    { level: 30, provider: 'ringme' },
  ]);
});

test('reports UNAVAILABLE if the database can’t be opened, along with the other metrics', async () => {
  const url = new URL(`postgres://nobody@127.0.0.1:${String(await freePort())}/none`);
  await using board = await start({ kind: 'postgres', url });
  const samples = await measured(board, ...NAMES);
  expect(stateOf(samples)).toEqual(['UNAVAILABLE']);
  expect(Object.keys(samples)).toHaveLength(4);
  expect(Object.keys(await measured(board, 'build_info'))).toHaveLength(1);
});

test('reports no archive metrics without an archive', async () => {
  await using board = await startSwitchboard({ metrics: true });
  expect(await measured(board, ...NAMES)).toEqual({});
});

/** Metrics of archives whose statuses are read one after the other, as these functions return them. */
function metricsOf(statuses: Readonly<Record<string, () => Promise<ArchiveStatus>>>) {
  const registry = new Registry();
  const metrics = createArchiveMetrics(registry);
  const workspaces = Object.entries(statuses).map(([id, archiveStatus]) => {
    const calls = { archived: {}, openHistory: () => ({ archiveStatus }) };
    return [id, { id, extensions: null, client: null, calls } as unknown as Workspace] as const;
  });
  metrics.observe(new Map(workspaces), Date.now);
  return async () => {
    const samples = Object.entries(samplesOf(await registry.metrics()));
    return Object.fromEntries(
      samples
        .filter(([sample, value]) => sample.startsWith('switchboard_archive_state{') && value === 1)
        .map(([sample]) => [/workspace="(\w+)"/.exec(sample)?.[1], /state="(\w+)"/.exec(sample)?.[1]]),
    );
  };
}

const FOLLOWING: ArchiveStatus = {
  from: 0,
  to: NOW,
  calls: 1,
  notes: 0,
  pendingNotes: 0,
  state: 'FOLLOWING',
  pausedBy: null,
  syncedAt: NOW,
};

// Red if each status counts for a minute: with many workspaces, reading all of them takes longer.
test('an archive is UNAVAILABLE only if its database fails, or no archive could be read for a minute', async () => {
  let read = Promise.withResolvers<ArchiveStatus>();
  const scrape = metricsOf({
    first: () => Promise.resolve(FOLLOWING),
    second: () => read.promise,
    third: () => Promise.reject(new ArchiveError('The archive’s database failed.')),
  });
  expect(await scrape()).toEqual({ first: 'FOLLOWING' });
  read.resolve(FOLLOWING);
  const all = { first: 'FOLLOWING', second: 'FOLLOWING', third: 'UNAVAILABLE' };
  later(20_000);
  expect(await scrape()).toEqual(all);
  read = Promise.withResolvers();
  later(100_000);
  expect(await scrape()).toEqual(all);
  later(170_000);
  expect(await scrape()).toEqual({ first: 'UNAVAILABLE', second: 'UNAVAILABLE', third: 'UNAVAILABLE' });
}, 30_000);
