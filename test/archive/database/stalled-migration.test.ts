import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/archive/database/database.js';
import { eventually } from '../../support/eventually.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';
import { startRelay } from '../a-relay.js';
import { openStore } from '../a-store.js';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

// Red if PostgreSQL waits without a limit for a process in the middle of a migration.
test('a process that stalls while it migrates the archive doesn’t stop others from opening it', async () => {
  const url = await postgres.createDatabase();
  const relay = await startRelay(url);
  await using first = await openStore({ kind: 'postgres', url });
  const { tables } = first.database;
  await sql`delete from archive_migration where name = '004-lost-notes'`.execute(tables);
  const free = Promise.withResolvers<undefined>();
  const blocking = tables.transaction().execute(async (transaction) => {
    await sql`lock table calls`.execute(transaction);
    await free.promise;
  });
  const stalled = openDatabase({ kind: 'postgres', url: relay.urlOf(url) }).catch(() => null);
  await eventually(async () => {
    const waiting = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`;
    return (await waiting.execute(tables)).rows.length > 0;
  });
  relay.isCut = true;
  free.resolve(undefined);
  await blocking;
  await using second = await openStore({ kind: 'postgres', url });
  expect(await second.store.status()).toEqual({ syncedAt: null, paused: null });
  await relay[Symbol.asyncDispose]();
  await (await stalled)?.close();
}, 40_000);
