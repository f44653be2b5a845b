import type { Settings } from '../../../src/config/settings.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { createServer } from '../../../src/app/create-server.js';
import { openWorkspaces } from '../../../src/app/open-workspaces.js';
import { createReload } from '../../../src/app/reload.js';
import { createResponseCache } from '../../../src/operations/response-cache/response-cache.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import type { SandboxData } from '../../../src/sandbox/wire.js';
import { aCall, aClient, anExtension } from '../../support/builders.js';
import { DEFAULT_SANDBOX } from '../../config/settings-problems.js';
import { NOTHING_KEPT, SERVED, type GraphQLAnswer } from '../../support/a-switchboard.js';
import { aLogger, type LogLine } from '../../support/a-logger.js';

/** The credentials for all three providers, which differ by the number of their rotation; 0 is the first. */
export interface Rotation {
  readonly voicenter: string;
  readonly ringme: string;
  readonly ccrm: string;
}

export const rotation = (number: number): Rotation => ({
  voicenter: `rotated-code-${number}`,
  ringme: `rotated-token-${number}`,
  ccrm: `rotated-key-${number}`,
});

/** A Switchboard in this process whose settings can be reloaded. */
export interface ReloadingSwitchboard extends AsyncDisposable {
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly log: readonly LogLine[];
  /** The initial settings. */
  readonly settings: Settings;
  reload(next: Settings | (() => Settings)): void;
  post(query: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface Answer extends GraphQLAnswer<Readonly<Record<string, unknown>>> {
  readonly status: number;
}

/** Starts it with the credentials of rotation 0, which the sandbox accepts. */
export async function startReloading(given: Partial<Settings> = {}): Promise<ReloadingSwitchboard> {
  const data: Partial<SandboxData> = { extensions: [anExtension()], client: aClient(), calls: [aCall()] };
  const sandbox = await startSandbox({ data });
  accept(sandbox, rotation(0));
  const cache = { ttl: NOTHING_KEPT, maxStale: 0, redisUrl: null, responses: false };
  const workspaces = [sandboxWorkspace(sandbox)];
  const plain: Settings = { ...SERVED, cache, archive: null, workspaces, sandbox: DEFAULT_SANDBOX, ...given };
  const settings = rotated(plain, rotation(0));
  const { logger, lines } = aLogger();
  const responses = settings.cache.responses ? createResponseCache() : null;
  const open = openWorkspaces(settings, logger, { forgotten: responses?.forget });
  let useAuth: (auth: NonNullable<Settings['auth']>) => void = () => undefined;
  const server = await createServer(settings, open.workspaces, logger, {
    responses,
    reloads: (reload) => (useAuth = reload),
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const reload = createReload(settings, { rotateCredentials: open.rotateCredentials, useAuth }, logger);
  return {
    url,
    sandbox,
    log: lines,
    settings,
    reload: (next) => {
      reload(typeof next === 'function' ? next : () => next);
    },
    async post(query, headers) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      return { status: response.status, ...JSON.parse(await response.text()) };
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await open.close();
      await sandbox.close();
    },
  };
}

/** The same settings with other credentials. */
export function rotated(settings: Settings, { voicenter, ringme, ccrm }: Rotation): Settings {
  const workspaces = settings.workspaces.map((workspace) => ({
    ...workspace,
    voicenter: workspace.voicenter && { ...workspace.voicenter, code: voicenter },
    ringme: workspace.ringme && { ...workspace.ringme, auth: { kind: 'token', token: ringme } as const },
    ccrm: workspace.ccrm && { ...workspace.ccrm, token: ccrm },
  }));
  return { ...settings, workspaces };
}

/** Makes the sandbox accept exactly these credentials. */
export function accept(sandbox: Sandbox, ...rotations: readonly Rotation[]): void {
  sandbox.data.accountCodes = Object.fromEntries(rotations.map(({ voicenter }) => [voicenter, 20260001]));
  sandbox.behaviour.ringmeTokens = rotations.map(({ ringme }) => ringme);
  sandbox.behaviour.ccrmTokens = rotations.map(({ ccrm }) => ccrm);
}

/** A query with a field of each provider. */
export const EVERYTHING = `{
  extensions { nodes { sip } }
  client { name }
  calls(from: "2025-03-12T00:00:00Z", to: "2025-03-13T00:00:00Z") { nodes { uuid } }
}`;

/** The response if no read has failed. */
export const COMPLETE = {
  extensions: { nodes: [{ sip: 'acmeSIP107' }] },
  client: { name: 'ringme_test' },
  calls: { nodes: [{ uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe' }] },
};
