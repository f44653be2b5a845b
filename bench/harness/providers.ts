import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { messageOf } from './message.ts';
import { fieldsOf, listOf, textOf } from './values.ts';

/** The three providers in a separate process. */
export interface Providers extends AsyncDisposable {
  readonly url: string;
  /** The resources requested since the last call, in order; at most the last 10,000. */
  takeRequests(): Promise<readonly string[]>;
  /** Milliseconds that every route waits before it responds. */
  setLatency(milliseconds: number): Promise<void>;
}

export interface ProvidersOptions {
  /** The folder of the build. */
  readonly folder: string;
  /** The end of the made-up calls; a running clock if absent. */
  readonly now?: string;
}

const SANDBOX = fileURLToPath(new URL('sandbox.mjs', import.meta.url));
const ROUTES = ['GetExtensions', 'token', 'client', 'callHistory', 'notes'];

/** Starts the sandbox. With a fixed end, it serves only calls with agents. */
export async function startProviders({ folder, now }: ProvidersOptions): Promise<Providers> {
  const environment = now === undefined ? {} : { NOW: now, WITH_AGENTS: '1' };
  const child = fork(SANDBOX, { env: { BUILT: folder, ...environment } });
  const url = textOf(await messageOf(child));
  return {
    url,
    async takeRequests() {
      const response = await fetch(`${url}/sandbox/requests`);
      const requests = listOf(await response.json(), (request) => textOf(fieldsOf(request)['route']));
      await fetch(`${url}/sandbox/requests`, { method: 'DELETE' });
      return requests;
    },
    async setLatency(milliseconds) {
      const latencyMs = Object.fromEntries(ROUTES.map((route) => [route, milliseconds]));
      await fetch(`${url}/sandbox/behaviour`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ latencyMs }),
      });
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
