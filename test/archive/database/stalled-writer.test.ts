import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { writeInTurn } from '../../../src/archive/database/attempt.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';
import { openStore } from '../a-store.js';

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);

afterAll(() => postgres.stop());

// Red without the session timeout: other writes fail after half a minute, again and again.
test('a writer that stalls in its transaction, as a stopped process does, blocks other writers only for seconds', async () => {
  const engine = { kind: 'postgres', url: await postgres.createDatabase() } as const;
  await using stalled = await openStore(engine);
  await using other = await openStore(engine);
  const holding = Promise.withResolvers<undefined>();
  const waking = Promise.withResolvers<undefined>();
  const stalledWrite = writeInTurn(stalled.database, stalled.account, undefined, async () => {
    holding.resolve(undefined);
    await waking.promise;
  });
  await holding.promise;
  await other.store.setStatus({ syncedAt: 1 });
  waking.resolve(undefined);
  await expect(stalledWrite).rejects.toThrow('The archive’s database failed.');
  await stalled.store.setStatus({ syncedAt: 2 });
  expect(await other.store.status()).toMatchObject({ syncedAt: 2 });
}, 30_000);

// Red without the listener: an error on a connection in use, but without a statement in flight, ends the process.
test('a connection that breaks between two statements fails only its transaction', async () => {
  const engine = { kind: 'postgres', url: await postgres.createDatabase() } as const;
  await using opened = await openStore(engine);
  await using other = await openStore(engine);
  const write = writeInTurn(opened.database, opened.account, undefined, async (transaction) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.database.tables);
    await sleep(200);
  });
  await expect(write).rejects.toThrow('The archive’s database failed.');
  await opened.store.setStatus({ syncedAt: 1 });
}, 30_000);
