import type { RingmeSettings } from '../../config/settings.js';
import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import { UpstreamError } from '../../domain/upstream-error.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { Oddities } from '../../upstream/oddities.js';
import { type ClientPayload, createClientApi } from './api.js';
import { decodeClient } from './decode.js';
import { encodeChanges } from './encode.js';
import { type Clock, createTokens } from './token.js';

/** The client of one workspace, from RingMe. `now` is the clock that tokens expire by. */
export function createClientSource(
  workspace: string,
  settings: RingmeSettings,
  http: HttpClient,
  oddities: Oddities,
  now: Clock = () => performance.now(),
): ClientSource {
  const api = createClientApi(settings, http, createTokens(settings.auth, http, now));

  function decode({ client }: ClientPayload): Client {
    const decoded = decodeClient(workspace, client, oddities);
    if (decoded !== null) return decoded;
    throw new UpstreamError(
      'ringme',
      'UPSTREAM_BAD_RESPONSE',
      'RingMe answered with something else than a client.',
    );
  }

  return {
    async client(signal) {
      const payload = await api.read(signal);
      return payload && decode(payload);
    },

    async updateClient(changes, signal) {
      const result = await api.change(encodeChanges(changes), signal);
      if (typeof result === 'string') return { outcome: result };
      return { outcome: 'UPDATED', client: decode(result) };
    },
  };
}
