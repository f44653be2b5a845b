import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { attempt } from '../../../src/archive/database/attempt.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';
import { openStore } from '../a-store.js';

/** The maximum number of open connections. */
const CONNECTIONS = 8;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

/** The same URL for a role that is limited to that many connections. */
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

// Red if the check that the database works uses one of these connections, or another one that is refused: neither these
// reads nor any others in the following seconds would be answered.
test.each([
  ['', (url: URL) => url],
  [' and the server allows no more', withFewConnections],
])(
  'if long reads use every connection%s, they and later reads are answered',
  async (_, role) => {
    const url = await role(await postgres.createDatabase());
    await using opened = await openStore({ kind: 'postgres', url });
    const { database, store } = opened;
    const slow = () => attempt(database.read, () => sql`select pg_sleep(5)`.execute(database.tables));
    await Promise.all(Array.from({ length: CONNECTIONS }, slow));
    expect(await store.status()).toEqual({ syncedAt: null, paused: null });
  },
  60_000,
);
