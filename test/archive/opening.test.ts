import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../src/archive/database/database.js';

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
