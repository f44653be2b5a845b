import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_KEY } from '../../bench/harness/api-key.ts';
import { copyBuild } from '../../bench/harness/built-copy.ts';
import { freePort } from '../support/free-port.ts';
import { messageOf } from '../../bench/harness/message.ts';
import { startServer, type ServerProcess } from '../../bench/harness/server-process.ts';
import { providerVariables } from '../../bench/harness/switchboard.ts';
import { textOf } from '../../bench/harness/values.ts';
import { SCOPES } from '../../src/domain/caller.ts';
import { aKey, anIssuer, aToken, type Issuer } from '../support/an-issuer.ts';
import { KEY_ID } from './target.ts';

/** The settings of the image. */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };
const PROVIDERS = fileURLToPath(new URL('providers.mjs', import.meta.url));

/** The target over providers with expensive data, all in separate processes. */
export interface Stage extends AsyncDisposable {
  readonly server: ServerProcess;
  /** The server's address without a path. */
  readonly url: string;
  /** A new token of the issuer for the workspace `acme`, with these claims. */
  readonly token: (claims: Readonly<Record<string, unknown>>) => Promise<string>;
  /** The attackers' key; the honest caller's is API_KEY. */
  readonly hostileKey: string;
  /** The processes that a response may wait for: the server, its providers and this process. */
  readonly pids: readonly number[];
}

/** Starts the built server with two keys and an issuer; each caller has the default limits. */
export async function startStage(nodeOptions: readonly string[]): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await copyBuild());
  const providers = fork(PROVIDERS, { env: { BUILT: folder } });
  stack.defer(() => void providers.kill('SIGKILL'));
  const url = textOf(await messageOf(providers));
  const key = await aKey(KEY_ID);
  const issuer = stack.use(await anIssuer(key));
  const hostileKey = randomBytes(32).toString('hex');
  const settings = join(folder, 'settings.yaml');
  await writeFile(settings, JSON.stringify(settingsOf(url, issuer, hostileKey)));
  const environment = { SWITCHBOARD_CONFIG: settings, LOG_LEVEL: 'warn', ...MALLOC };
  const command = { name: 'Switchboard', module: join(folder, 'dist/main.js'), environment, nodeOptions };
  const server = await startServer(command, await freePort(), { query: '{ __typename }', variables: {} });
  stack.defer(() => server.stop());
  const owned = stack.move();
  return {
    server,
    url: new URL(server.url).origin,
    token: (claims) => aToken(issuer, key, claims),
    hostileKey,
    pids: [server.pid, providers.pid ?? 0, process.pid],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** JSON is YAML. */
function settingsOf(providers: string, issuer: Issuer, hostileKey: string): unknown {
  const given = providerVariables(providers);
  const scopes = SCOPES.filter((scope) => scope.endsWith(':read') && scope !== 'metrics:read');
  const keyOf = (name: string, key: string) => {
    const sha256 = createHash('sha256').update(key).digest('hex');
    return { name, sha256, workspaces: ['acme'], scopes };
  };
  return {
    workspaces: [
      {
        id: 'acme',
        voicenter: { url: given['VOICENTER_URL'], code: given['VOICENTER_CODE'], showAll: true },
        ringme: { url: given['RINGME_URL'], token: given['RINGME_TOKEN'] },
        ccrm: { url: given['CCRM_URL'], token: given['CCRM_TOKEN'] },
      },
    ],
    auth: {
      apiKeys: [keyOf('honest', API_KEY), keyOf('hostile', hostileKey)],
      jwt: issuer.settings,
    },
  };
}
