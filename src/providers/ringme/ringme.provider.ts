import type { RingmeSettings } from '../../config/workspace-settings.js';
import type { Client } from '../../domain/client.js';
import { createReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import type { ProviderModule } from '../provider.js';
import { createAppTokenStore } from './app-tokens.js';
import { cachedClient } from './cached-client.js';
import { createClientSource } from './ringme.source.js';

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
        return { client: cachedClient(id, source, cache, sharedCache(settings)) };
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
