import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { openStore } from './a-store.js';

// Red if the database thread waits for the lock: callers would wait with it, for seconds and again and again.
test('while another process writes to the SQLite file, reads are answered and writes wait', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
  const path = join(folder, 'archive.db');
  {
    await using opened = await openStore({ kind: 'sqlite', path });
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    const ended: string[] = [];
    const writes = Promise.all([
      opened.store.setStatus({ syncedAt: 1 }).then(() => ended.push('status')),
      opened.store.lease('one', 1000).then(() => ended.push('lease')),
    ]);
    expect(await opened.store.status()).toEqual({ syncedAt: null, paused: null });
    expect(ended).toEqual([]);
    other.exec('commit');
    other.close();
    await writes;
    expect(await opened.store.status()).toEqual({ syncedAt: 1, paused: null });
  }
  await rm(folder, { recursive: true });
});
