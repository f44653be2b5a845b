import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../src/archive/database/database.js';
import { ArchiveError } from '../../src/domain/archive/archive-errors.js';
import { SyncLease } from '../../src/archive/sync/sync-lease.js';
import type { AccountStatus } from '../../src/archive/store/account-store.js';
import { SyncStatus } from '../../src/archive/sync/sync-status.js';
import { UpstreamError } from '../../src/domain/upstream/upstream-error.js';
import { aLogger } from '../support/a-logger.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { type PostgresServer, startPostgres } from './a-postgres.js';

const STATE = '{ archive { state } }';
const CAUSE = expect.stringMatching(/^cannot execute [A-Z]+ in a read-only transaction$/);

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

function startWith(url: URL) {
  const engine = { kind: 'postgres', url } as const;
  const archive = { engine, since: '2025-03-01', requestsPerMinute: 10_000, keepDays: null };
  return startSwitchboard({ archive, sandbox: { data: { calls: [] } } });
}

/** Makes an archive's database read-only or writable, also for sessions that are open. */
async function setReadOnly(url: URL, isReadOnly: boolean): Promise<void> {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const database = await openDatabase({ kind: 'postgres', url: admin });
  const name = url.pathname.slice(1);
  const value = isReadOnly ? 'on' : 'off';
  await sql
    .raw(`alter database ${name} set default_transaction_read_only = ${value}`)
    .execute(database.tables);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(
    database.tables,
  );
  await database.close();
}

// Red if only the database has the state: it can't be written.
test('an archive whose database becomes read-only is paused, because its database fails, until it is writable', async () => {
  const url = await postgres.createDatabase();
  await using switchboard = await startWith(url);
  const answer = () => switchboard.query<{ archive: { state: string } | null }>(STATE);
  const state = async () => (await answer()).data?.archive?.state;
  await eventually(async () => (await state()) === 'FOLLOWING');
  await setReadOnly(url, true);
  await eventually(async () => (await state()) === 'PAUSED');
  expect((await answer()).errors).toMatchObject([
    {
      message: 'The archive is paused because its database fails.',
      path: ['archive'],
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    },
  ]);
  expect(switchboard.log).toContainEqual(
    expect.objectContaining({ msg: 'archive paused', code: 'SERVICE_UNAVAILABLE', cause: CAUSE }),
  );
  await setReadOnly(url, false);
  await eventually(async () => (await state()) === 'FOLLOWING');
  expect((await answer()).errors).toBeUndefined();
}, 60_000);

test('a database that is read-only at startup is logged with what it reports', async () => {
  const url = await postgres.createDatabase();
  await (await openDatabase({ kind: 'postgres', url })).close();
  await setReadOnly(url, true);
  await using switchboard = await startWith(url);
  await eventually(() => switchboard.log.some(({ msg }) => msg === 'cannot open the archive'));
  expect(switchboard.log).toContainEqual(
    expect.objectContaining({ msg: 'cannot open the archive', reason: CAUSE }),
  );
});

// Red if a failure counts as one of those before: it wouldn't be logged.
test('a process that failed while another fills the archive logs its next failure', async () => {
  const { logger, lines } = aLogger();
  let paused: string | null = null;
  const archive: { failure: string | null; readonly lastStatus: AccountStatus } = {
    failure: null,
    get lastStatus() {
      return { syncedAt: null, paused };
    },
  };
  const store = {
    setStatus: () => Promise.resolve(),
    lease: () => Promise.resolve(true),
    release: () => Promise.resolve(),
  };
  const status = new SyncStatus({ workspace: 'acme', store, archive, lease: new SyncLease(store), logger });
  const failure = new ArchiveError('The archive’s database failed.', { cause: new Error('full') });
  expect(await status.failed(failure)).toBe(1);
  expect(await status.failed(failure)).toBe(2);
  paused = 'UPSTREAM_TIMEOUT';
  status.filledElsewhere();
  expect(await status.failed(failure)).toBe(3);
  paused = null;
  status.filledElsewhere();
  status.filledElsewhere();
  expect(archive.failure).toBeNull();
  expect(await status.failed(failure)).toBe(1);
  expect(lines.map(({ msg }) => msg)).toEqual(['archive paused', 'archive resumed', 'archive paused']);
});

// Red if only the first of several failures is logged: the last line about the archive would be outdated.
test('a process logs a further failure if its code is another one', async () => {
  const { logger, lines } = aLogger();
  const archive = { failure: null, lastStatus: { syncedAt: null, paused: null } };
  const store = {
    setStatus: () => Promise.resolve(),
    lease: () => Promise.resolve(true),
    release: () => Promise.resolve(),
  };
  const status = new SyncStatus({ workspace: 'acme', store, archive, lease: new SyncLease(store), logger });
  const codes = ['UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT', 'UPSTREAM_UNAUTHORIZED'] as const;
  for (const code of codes) await status.failed(new UpstreamError('ccrm', code, 'It failed.'));
  await status.succeeded();
  await status.failed(new UpstreamError('ccrm', 'UPSTREAM_UNAUTHORIZED', 'It failed.'));
  expect(lines.map(({ msg, code }) => [msg, code])).toEqual([
    ['archive paused', 'UPSTREAM_TIMEOUT'],
    ['archive paused', 'UPSTREAM_UNAUTHORIZED'],
    ['archive resumed', undefined],
    ['archive paused', 'UPSTREAM_UNAUTHORIZED'],
  ]);
});
