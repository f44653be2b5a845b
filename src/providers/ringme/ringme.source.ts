import type { RingmeSettings } from '../../config/settings.js';
import type { Client, ClientChanges } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import { OutcomeUnknownError, UpstreamError } from '../../domain/upstream-error.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { Oddities } from '../../upstream/oddities.js';
import { type ClientPayload, createClientApi } from './api.js';
import { decodeClient } from './decode.js';
import { encodeChanges } from './encode.js';
import { isApplied } from './is-applied.js';
import { type Clock, createTokens } from './token.js';

/** The client of one workspace, from RingMe. `now` is the clock that tokens expire by. */
export function createClientSource(
  workspace: string,
  settings: RingmeSettings,
  http: HttpClient,
  oddities: Oddities,
  now: Clock = () => performance.now(),
): ClientSource {
  const api = createClientApi(settings, http, createTokens(settings, http, now));

  function decode({ client }: ClientPayload): Client {
    const decoded = decodeClient(workspace, client, oddities);
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

  /** By one look at the client; null where that fails. */
  async function looksApplied(changes: ClientChanges, signal: AbortSignal): Promise<boolean | null> {
    const seen = await client(signal).catch(() => null);
    return seen && isApplied(changes, seen);
  }

  return {
    client,

    async updateClient(changes, signal) {
      const result = await api.change(encodeChanges(changes), signal);
      if (result === 'NOT_PERMITTED' || result === 'NOT_FOUND') return { outcome: result };
      const changed = result === 'UNKNOWN' ? null : decodeClient(workspace, result.client, oddities);
      if (changed !== null) return { outcome: 'UPDATED', client: changed };
      throw new OutcomeUnknownError('ringme', await looksApplied(changes, signal));
    },
  };
}
