import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openStore, seconds } from '../a-store.js';

const ENDINGS = ['', '-wal', '-shm'];

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** The modes of the database's three files while it is open. */
async function modesOf(path: string): Promise<readonly number[]> {
  await using opened = await openStore({ kind: 'sqlite', path });
  await opened.store.write({ ...seconds(0, 9), calls: [], fetchedAt: 1, version: 'any' });
  return await Promise.all(ENDINGS.map(async (ending) => (await stat(`${path}${ending}`)).mode & 0o777));
}

test('a database file is readable only by its owner', async () => {
  expect(await modesOf(join(folder, 'archive.db'))).toEqual([0o600, 0o600, 0o600]);
});

// Red if only a new file is made so: a backup is often restored with the mode of any other file.
test('a file that others could read is readable only by its owner once it is open', async () => {
  const path = join(folder, 'archive.db');
  for (const ending of ENDINGS) {
    await writeFile(`${path}${ending}`, '');
    await chmod(`${path}${ending}`, 0o664);
  }
  expect(await modesOf(path)).toEqual([0o600, 0o600, 0o600]);
});
