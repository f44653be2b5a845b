import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/archive/database/database.js';
import { describeEngines } from '../engines.js';

describeEngines((create) => {
  // Red if a migration isn't one transaction: each process creates some of the tables.
  test('several processes can open a new database at once', async () => {
    const engine = await create();
    const opened = await Promise.allSettled([1, 2, 3, 4].map(() => openDatabase(engine)));
    for (const each of opened) if (each.status === 'fulfilled') await each.value.close();
    expect(opened.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
  });
});

describe('an SQLite file', () => {
  let folder = '';
  let file: DatabaseSync;
  const engine = () => ({ kind: 'sqlite', path: join(folder, 'archive.db') }) as const;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
    file = new DatabaseSync(engine().path);
  });
  afterEach(async () => {
    file.close();
    await rm(folder, { recursive: true });
  });

  // Red if a migration isn't one transaction: the tables that it created before are in the way of the next attempt.
  test('can be opened after a migration that failed half-way', async () => {
    file.exec('create table leases (account)');
    await expect(openDatabase(engine())).rejects.toThrow('table "leases" already exists');
    file.exec('drop table leases');
    await (await openDatabase(engine())).close();
  });

  // Red if the journal's mode is changed only once: SQLite doesn't wait for another process that does so.
  test('can be opened while another process writes it for the first time', async () => {
    file.exec('begin immediate');
    const opening = openDatabase(engine());
    await sleep(1000);
    file.exec('commit');
    await expect(opening.then((database) => database.close())).resolves.toBeUndefined();
  });
});
