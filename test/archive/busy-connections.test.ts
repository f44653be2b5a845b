import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { attemptRead } from '../../src/archive/database/attempt.js';
import { type PostgresServer, startPostgres } from './a-postgres.js';
import { openStore } from './a-store.js';

/** As many as are open at most. */
const CONNECTIONS = 8;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

// Red if what shows that the database works needs one of the same connections: none of the reads would be answered, and no
// other for the next seconds.
test('reads are answered that take long and use every connection, and so is the next one', async () => {
  await using opened = await openStore({ kind: 'postgres', url: await postgres.createDatabase() });
  const { database, store } = opened;
  const slow = () => attemptRead(database, () => sql`select pg_sleep(5)`.execute(database.tables));
  await Promise.all(Array.from({ length: CONNECTIONS }, slow));
  expect(await store.status()).toEqual({ syncedAt: null, paused: null });
}, 60_000);
