import { copyBuild } from './built-copy.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startProviders, type Providers, type ProvidersOptions } from './providers.ts';
import type { Question } from './question.ts';
import { startServer, type ServerCommand, type ServerProcess } from './server-process.ts';

/** The parts of a measurement: a copy of the build, the sandbox, and the servers that it starts. */
export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly providers: Providers;
  /** Starts a server that lives as long as the stage, unless it is stopped. */
  start(command: ServerCommand, question: Question): Promise<ServerProcess>;
}

/** Sets up a stage. `now` is the end of the made-up calls; a running clock if absent. */
export async function setStage(options: Omit<ProvidersOptions, 'folder'> = {}): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await copyBuild());
  const providers = stack.use(await startProviders({ folder, ...options }));
  const resources = stack.move();
  return {
    folder,
    providers,
    async start(command, question) {
      const server = await startServer(command, await freePort(), question);
      resources.defer(() => server.stop());
      return server;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
