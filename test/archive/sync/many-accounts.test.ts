import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeInTurn } from '../../../src/archive/database/attempt.js';
import { openDatabase } from '../../../src/archive/database/database.js';
import { openAccount } from '../../../src/archive/store/account-store.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { eventually } from '../../support/eventually.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';
import { openStore } from '../a-store.js';

const DAY = 86_400_000;

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);

afterAll(() => postgres.stop());

// Red if all accounts send requests at once: with 300, most responses would be too late, because they share a CPU.
test('the archives of 40 workspaces are filled with at most eight concurrent requests', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => `w${String(index)}`);
  const engine = { kind: 'postgres', url: await postgres.createDatabase() } as const;
  await using database = { ...(await openDatabase(engine)), [Symbol.asyncDispose]: () => database.close() };
  await using board = await startSwitchboard({
    sandbox: { now: () => new Date() },
    workspaces: (sandbox) => {
      sandbox.behaviour.latencyMs = { callHistory: 1000 };
      return ids.map((id) => ({ ...sandboxWorkspace(sandbox), id }));
    },
    archive: {
      engine,
      since: new Date(Date.now() - DAY).toISOString().slice(0, 10),
      requestsPerMinute: 600,
      keepDays: 31,
    },
  });
  const isFilled = async () => {
    const accounts = await database.tables.selectFrom('accounts').select('synced_at').execute();
    return accounts.length === ids.length && accounts.every((account) => account.synced_at !== null);
  };
  await eventually(isFilled);
  expect(board.sandbox.inFlightPeak('callHistory')).toBeLessThanOrEqual(8);
}, 90_000);

// Red if every writer takes a connection: a read would wait for two seconds and fail.
test('reads succeed while many accounts are being written', async () => {
  await using opened = await openStore({ kind: 'postgres', url: await postgres.createDatabase() });
  const { database, store } = opened;
  const writing = Promise.withResolvers<undefined>();
  const done = Promise.withResolvers<undefined>();
  for (let index = 0; index < 20; index += 1) {
    const identity = { workspace: `w${String(index)}`, address: 'https://acme.example', timezone: 'UTC' };
    await openAccount(database, identity);
  }
  const accounts = await database.tables.selectFrom('accounts').select('id').execute();
  const writes = accounts.map(({ id }) =>
    writeInTurn(database, id, undefined, () => {
      writing.resolve(undefined);
      return done.promise;
    }),
  );
  await writing.promise;
  expect(await store.status()).toEqual({ syncedAt: null, paused: null });
  done.resolve(undefined);
  await Promise.all(writes);
}, 30_000);
