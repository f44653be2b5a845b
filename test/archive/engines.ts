import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { ArchiveEngine } from '../../src/config/settings.js';
import { type PostgresServer, startPostgres } from './a-postgres.js';

/** Runs the same tests with each engine; `create` creates an empty database. */
export function describeEngines(tests: (create: () => Promise<ArchiveEngine>) => void): void {
  describe('SQLite', () => {
    let folder = '';
    let files = 0;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
    });
    afterAll(() => rm(folder, { recursive: true }));
    tests(() => Promise.resolve({ kind: 'sqlite', path: join(folder, `${String((files += 1))}.db`) }));
  });

  describe('PostgreSQL', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    }, 60_000);
    afterAll(() => server.stop());
    tests(async () => ({ kind: 'postgres', url: await server.createDatabase() }));
  });
}
