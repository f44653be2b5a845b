import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
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

/** The same address for a role that may open no more connections than that. */
async function withFewConnections(url: URL): Promise<URL> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create role few login password 'secret' connection limit ${CONNECTIONS}`);
  await client.query(`alter database ${url.pathname.slice(1)} owner to few`);
  await client.end();
  const limited = new URL(url);
  limited.username = 'few';
  return limited;
}

// Red if what shows that the database works needs one of the same connections, or another one that is refused: none of the
// reads would be answered, and no other for the next seconds.
test.each([
  ['', (url: URL) => url],
  [' and the server allows no more', withFewConnections],
])(
  'if reads that take long use every connection%s, they and later ones are answered',
  async (_, role) => {
    const url = await role(await postgres.createDatabase());
    await using opened = await openStore({ kind: 'postgres', url });
    const { database, store } = opened;
    const slow = () => attemptRead(database, () => sql`select pg_sleep(5)`.execute(database.tables));
    await Promise.all(Array.from({ length: CONNECTIONS }, slow));
    expect(await store.status()).toEqual({ syncedAt: null, paused: null });
  },
  60_000,
);
