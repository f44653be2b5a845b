import type { RingmeSettings } from '../../config/workspace-settings.js';
import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import { OutcomeUnknownError, UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { type AppTokenStore, createAppTokenStore } from './app-tokens.js';
import { type ClientPayload, createClientApi } from './api.js';
import { decodeClient } from './decode.js';
import { encodeChanges } from './encode.js';
import { isApplied } from './is-applied.js';
import { createTokens } from './token.js';

/** The client of one workspace, from RingMe. `apps` has the tokens of applications that several workspaces share. */
export function createClientSource(
  workspace: string,
  settings: RingmeSettings,
  http: HttpClient,
  anomalies: Anomalies,
  apps: AppTokenStore = createAppTokenStore(http),
): ClientSource {
  const api = createClientApi(settings, http, createTokens(settings, apps));

  function decode({ client }: ClientPayload): Client {
    const decoded = decodeClient(workspace, client, anomalies);
    if (decoded !== null) return decoded;
    throw new UpstreamError(
      'ringme',
      'UPSTREAM_BAD_RESPONSE',
      'RingMe answered with something else than a client.',
    );
  }

  async function client(signal: AbortSignal): Promise<Client | null> {
    const payload = await api.read(signal);
    return payload && decode(payload);
  }

  return {
    client,

    async updateClient(changes, signal) {
      const result = await api.change(encodeChanges(changes), signal);
      const isPayload = typeof result === 'object';
      if (!isPayload && result !== 'UNKNOWN') return { outcome: result };
      const changed = isPayload ? decodeClient(workspace, result.client, anomalies) : null;
      if (changed !== null) return { outcome: 'UPDATED', client: changed };
      const seen = await client(signal).catch(() => null);
      const applied = seen && isApplied(changes, seen);
      // RingMe has acknowledged the change, though not with the client.
      if (isPayload && seen !== null && applied === true) return { outcome: 'UPDATED', client: seen };
      throw new OutcomeUnknownError('ringme', applied);
    },
  };
}
