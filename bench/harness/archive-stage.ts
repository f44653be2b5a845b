import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ArchiveDatabases, type Engine, openDatabases } from './archive-database.ts';
import { copyBuild } from './built-copy.ts';
import { freePort } from '../../test/support/free-port.ts';
import { messageOf } from './message.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { listOf, numberOf, textOf } from './values.ts';

/** The number of calls and notes, and the start of the last call in milliseconds since the epoch. */
export interface HistorySize {
  readonly calls: number;
  readonly notes: number;
  readonly end: number;
}

/** A call history, and databases for archives of it. */
export interface ArchiveStage extends AsyncDisposable {
  readonly size: HistorySize;
  /** The address of a new database. */
  createDatabase(): Promise<string>;
  /** Fills a database with the build's own code; resolves to the milliseconds it took. */
  fill(archiveUrl: string): Promise<number>;
  /** Starts the built server on this archive, in production mode. */
  startServer(archiveUrl: string, environment?: Readonly<Record<string, string>>): Promise<ServerProcess>;
  /** Starts a server written by hand on the same database; resolves to its address. */
  startByHand(archiveUrl: string): Promise<string>;
  /** The addresses requested since the last call. */
  takeRequests(): Promise<readonly string[]>;
}

const FILL = fileURLToPath(new URL('archive-fill.mjs', import.meta.url));
const PROVIDER = fileURLToPath(new URL('archive-provider.mjs', import.meta.url));
const BY_HAND = fileURLToPath(new URL('archive-by-hand.mjs', import.meta.url));
/** As in the image. */
const MEMORY_OPTIONS = ['--max-old-space-size=512', '--max-semi-space-size=16'];

export async function setArchiveStage(engine: Engine, size: HistorySize): Promise<ArchiveStage> {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await copyBuild());
  const databases: ArchiveDatabases = stack.use(await openDatabases(engine));
  const history = { CALLS: String(size.calls), NOTES: String(size.notes), END: String(size.end) };
  const start = (module: string, environment: Readonly<Record<string, string>>) => {
    const child = fork(module, { env: { ...history, BUILT: folder, ...environment } });
    resources.defer(() => stop(child));
    return child;
  };
  const resources = stack.move();
  const provider = start(PROVIDER, {});
  const CCRM_URL = textOf(await messageOf(provider));
  return {
    size,
    createDatabase: () => databases.create(),
    fill: async (ARCHIVE_URL) => numberOf(await messageOf(start(FILL, { ARCHIVE_URL, CCRM_URL }))),
    async startServer(ARCHIVE_URL, environment = {}) {
      const account = { CCRM_URL, CCRM_TOKEN: 'bench', CCRM_TIMEZONE: 'UTC', COUNTRY: 'PL' };
      const command = {
        name: 'Switchboard',
        module: `${folder}/dist/main.js`,
        nodeOptions: MEMORY_OPTIONS,
        environment: { ...account, ARCHIVE_URL, ...environment },
      };
      const server = await startServer(command, await freePort(), { query: '{ __typename }', variables: {} });
      resources.defer(() => server.stop());
      return server;
    },
    startByHand: async (ARCHIVE_URL) => textOf(await messageOf(start(BY_HAND, { ARCHIVE_URL }))),
    async takeRequests() {
      const requests = messageOf(provider);
      provider.send('requests');
      const paths = listOf(await requests, textOf);
      return paths.map((path) => new URL(path, CCRM_URL).href);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function stop(child: ChildProcess): void {
  child.kill('SIGKILL');
}
