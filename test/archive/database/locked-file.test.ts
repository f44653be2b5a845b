import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openStore } from '../a-store.js';

const NEW = { syncedAt: null, paused: null };
let folder = '';
const engine = () => ({ kind: 'sqlite', path: join(folder, 'archive.db') }) as const;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Another process that is writing until it is ended. */
function startWriter(): { end(): void } {
  const other = new DatabaseSync(engine().path);
  other.exec('begin immediate');
  return {
    end() {
      other.exec('commit');
      other.close();
    },
  };
}

// Red if the database thread waits for the lock: callers would wait with it, for seconds and again and again.
test('while another process writes to the SQLite file, reads are answered and writes wait', async () => {
  await using opened = await openStore(engine());
  const writer = startWriter();
  const ended: string[] = [];
  const writes = Promise.all([
    opened.store.setStatus({ syncedAt: 1 }).then(() => ended.push('status')),
    opened.store.lease('one', 1000).then(() => ended.push('lease')),
  ]);
  expect(await opened.store.status()).toEqual(NEW);
  expect(ended).toEqual([]);
  writer.end();
  await writes;
  expect(await opened.store.status()).toEqual({ syncedAt: 1, paused: null });
});

// Red if opening writes although nothing is missing: it fails after five seconds, for instance `archive status`.
test('an archive is opened and read while another process writes to the SQLite file', async () => {
  await (await openStore(engine())).database.close();
  const writer = startWriter();
  await using opened = await openStore(engine(), 'acme', { derives: false });
  expect(await opened.store.status()).toEqual(NEW);
  writer.end();
});
