import type { RingmeSettings } from '../../config/workspace-settings.js';
import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import { OutcomeUnknownError } from '../../domain/upstream/upstream-error.js';
import type { Load } from '../../upstream/cache/read-through-cache.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { badResponse } from '../../upstream/provider-errors.js';
import { type AppTokenStore, createAppTokenStore } from './app-tokens.js';
import { type ClientPayload, createClientApi } from './api.js';
import { decodeClient } from './decode.js';
import { encodeChanges, isApplied } from './client-changes.js';
import { createTokens } from './token.js';

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
