import { expect, test } from '@jest/globals';
import type { ArchiveEngine } from '../../src/config/settings.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { aCall, aNote } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { expectMeasured, measured } from '../support/measured.js';
import { freePort } from '../support/free-port.js';

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
