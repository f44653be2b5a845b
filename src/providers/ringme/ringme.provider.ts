import type { RingmeSettings } from '../../config/workspace-settings.js';
import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import { OutcomeUnknownError } from '../../domain/upstream/upstream-error.js';
import { ALREADY_REPORTED, type Anomalies } from '../../upstream/anomalies.js';
import { createReadThroughCache, type Load } from '../../upstream/cache/read-through-cache.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import { badResponse } from '../../upstream/provider-errors.js';
import type { ProviderModule } from '../provider.js';
import { type ClientPayload, createClientApi } from './api.js';
import { encodeChanges, isApplied } from './client-changes.js';
import { decodeClient } from './decode.js';
import { type AppTokenStore, createAppTokenStore, createTokens } from './tokens.js';

const MAX_BYTES = 4 * 1024 ** 2;
const BYTES_OF_CLIENT = 2000;

const NO_CLIENT = { reason: 'NO_CLIENT', text: 'RingMe has no such client; check its id.' };

/** RingMe: the client. */
export const ringme: ProviderModule = {
  name: 'ringme',
  credentials: ['auth'] satisfies readonly (keyof RingmeSettings)[],

  open({ http, anomalies, ttl, maxStale, now, forgotten }) {
    const apps = createAppTokenStore(http);
    const cache = createReadThroughCache<Client | null>({
      provider: 'ringme',
      route: 'client',
      type: 'Client',
      ttl: ttl.client,
      maxStale,
      now,
      maxBytes: MAX_BYTES,
      sizeOf: () => BYTES_OF_CLIENT,
      writable: true,
      forgotten,
    });
    return {
      connect({ id, ringme: settings }, { sharedCache }) {
        if (settings === null) return {};
        const source = createClientSource(
          id,
          settings,
          http.forAccount(id),
          anomalies.forWorkspace(id),
          apps,
        );
        const account = sharedCache(settings);
        account?.onForgotten(() => cache.forget(id));
        const decode = (record: unknown) => decodeClient(id, record, ALREADY_REPORTED);
        const shared = account && { account, name: 'client', decode };
        const updateClient: ClientSource['updateClient'] = async (changes, scope) => {
          try {
            return await source.updateClient(changes, scope);
          } finally {
            // Whatever the outcome, every replica reads the client again.
            cache.forget(id);
            await account?.forget();
          }
        };
        return {
          client: { client: (scope) => cache.read(id, scope, source.client, shared), updateClient },
        };
      },
      forget: (workspace) => cache.forget(workspace),
    };
  },

  /** One request with a fixed token; two with an application's, or four if that token is refused. */
  async probe({ id, ringme: settings }, { http, anomalies, scope }) {
    if (settings === null) return null;
    const client = await createClientSource(id, settings, http, anomalies).client(scope);
    return { client, ...(client === null && { suspicion: NO_CLIENT }) };
  },
};

/**
 * The client of one workspace, from RingMe, without a cache. `apps`: tokens of applications that several workspaces may
 * share.
 */
export function createClientSource(
  workspace: string,
  settings: RingmeSettings,
  http: HttpClient,
  anomalies: Anomalies,
  apps: AppTokenStore = createAppTokenStore(http),
): Pick<ClientSource, 'updateClient'> & { readonly client: Load<Client | null> } {
  const api = createClientApi(settings, http, createTokens(settings, apps));

  /** null if it isn't a client, or not the one that the settings name by its number. */
  function decode({ client }: ClientPayload): Client | null {
    const decoded = decodeClient(workspace, client, anomalies);
    return decoded !== null && isNamed(settings.clientId, decoded) ? decoded : null;
  }

  const client: Load<Client | null> = async (scope, share) => {
    const payload = await api.read(scope);
    if (payload === null) return null;
    share?.(payload.client);
    const decoded = decode(payload);
    if (decoded === null) throw badResponse('ringme', 'RingMe’s response is not the requested client.');
    return decoded;
  };

  return {
    client,

    async updateClient(changes, scope) {
      const result = await api.change(encodeChanges(changes), scope);
      const isPayload = typeof result === 'object';
      if (!isPayload && result !== 'UNKNOWN') return { outcome: result };
      const changed = isPayload ? decode(result) : null;
      // RingMe may ignore a field that the application may not write, and still answer 200.
      if (changed !== null && isApplied(changes, changed)) return { outcome: 'UPDATED', client: changed };
      const seen = (await client(scope).catch(() => null)) ?? changed;
      const applied = seen && isApplied(changes, seen);
      if (isPayload && seen !== null && applied === true) return { outcome: 'UPDATED', client: seen };
      throw new OutcomeUnknownError('ringme', applied);
    },
  };
}

function isNamed(configured: string, { clientId }: Client): boolean {
  return !/^\d+$/.test(configured) || BigInt(configured) === BigInt(clientId);
}
