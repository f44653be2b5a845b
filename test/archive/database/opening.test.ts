import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/archive/database/database.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';

// Red if opening the file doesn't wait for the other connection: the last one to close locks the whole file.
test('an SQLite file can be opened while another process closes it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
  const engine = { kind: 'sqlite', path: join(folder, 'archive.db') } as const;
  let written = 0;
  async function openAndClose(times: number): Promise<void> {
    for (let left = times; left > 0; left -= 1) {
      const database = await openDatabase(engine);
      const lease = { account: (written += 1), holder: 'one', until: 0 };
      await database.write(() => database.tables.insertInto('leases').values(lease).execute());
      await database.close();
    }
  }
  await openAndClose(1);
  await expect(Promise.all([openAndClose(15), openAndClose(15), openAndClose(15)])).resolves.toBeDefined();
  await rm(folder, { recursive: true });
});

describe('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  // Red if migrations are looked for in any schema.
  test('archives in two schemas of one database are separate', async () => {
    const url = await server.createDatabase();
    const first = await openDatabase({ kind: 'postgres', url });
    await sql`create role other login password 'secret'`.execute(first.tables);
    await sql`create schema separate authorization other`.execute(first.tables);
    await sql`alter role other set search_path = separate`.execute(first.tables);
    const address = new URL(url);
    address.username = 'other';
    const second = await openDatabase({ kind: 'postgres', url: address });
    const lease = { account: 1, holder: 'one', until: 0 };
    await second.tables.insertInto('leases').values(lease).execute();
    expect(await first.tables.selectFrom('leases').selectAll().execute()).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });
});
