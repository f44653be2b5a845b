import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/archive/database/database.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { eventually } from '../../support/eventually.js';
import { aRecordedCall, DECODER, type OpenStore, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

const INTERVAL = seconds(0, 99);
const { version } = DECODER;

/** Empties the tables, as if the database had been replaced by one that has just been created. */
async function replace({ tables, engine }: OpenStore['database']): Promise<void> {
  for (const table of ['accounts', 'calls', 'call_keys', 'coverage', 'leases'] as const) {
    await tables.deleteFrom(table).execute();
  }
  if (engine === 'postgres') await sql`alter table accounts alter column id restart`.execute(tables);
}

describeEngines((create) => {
  // Red if the accounts of every database are numbered from 1: the calls of one company would be shown to another.
  test('a process whose database is replaced neither reads nor writes another account', async () => {
    const engine = await create();
    await using acme = await openStore(engine, 'acme');
    const write = ({ store }: OpenStore, second: number) =>
      store.write({ ...INTERVAL, calls: [aRecordedCall(second)], fetchedAt: second, version });
    await write(acme, 1);
    await replace(acme.database);
    await using other = await openStore(engine, 'other');
    await write(other, 2);
    expect(await acme.store.count(INTERVAL, 10)).toBe(0);
    expect(await acme.store.fetchOfWhole(INTERVAL)).toBeNull();
    const replaced = { name: 'ArchiveError', cause: { message: expect.stringContaining('was replaced') } };
    await expect(write(acme, 3)).rejects.toMatchObject(replaced);
    await expect(acme.store.status()).rejects.toMatchObject(replaced);
    expect(acme.database.lost.aborted).toBe(true);
    expect(await other.store.count(INTERVAL, 10)).toBe(1);
    await using restarted = await openStore(engine, 'acme');
    await write(restarted, 4);
    expect(await restarted.store.count(INTERVAL, 10)).toBe(1);
  });

  test('a running server opens a database that was replaced again, and fills it', async () => {
    const engine = await create();
    const archive = { engine, since: '2025-03-01', requestsPerMinute: 10_000, keepDays: null };
    await using switchboard = await startSwitchboard({ archive, sandbox: { data: { calls: [] } } });
    const state = async () => {
      const { data } = await switchboard.query<{ archive: { state: string } | null }>(
        '{ archive { state } }',
      );
      return data?.archive?.state;
    };
    await eventually(async () => (await state()) === 'FOLLOWING');
    const database = await openDatabase(engine);
    await replace(database);
    await database.close();
    await eventually(() => switchboard.log.some(({ msg }) => msg === 'archive lost: opening it again'));
    await eventually(async () => (await state()) === 'FOLLOWING');
  }, 60_000);
});
