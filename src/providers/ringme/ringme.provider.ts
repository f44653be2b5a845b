import type { RingmeSettings } from '../../config/workspace-settings.js';
import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { cachedResource } from '../../upstream/cache/cached-resource.js';
import { createReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import type { ProviderModule } from '../provider.js';
import { createAppTokenStore } from './app-tokens.js';
import { decodeClient } from './decode.js';
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
        const account = sharedCache(settings);
        const client = cachedResource({
          cache,
          staleKey: { provider: 'ringme', workspace: id, type: 'Client' },
          load: source.client,
          account,
          name: 'client',
          decode: (record) => decodeClient(id, record, ALREADY_REPORTED),
        });
        const updateClient: ClientSource['updateClient'] = async (changes, scope) => {
          try {
            return await source.updateClient(changes, scope);
          } finally {
            // Whatever the outcome, every replica reads the client again.
            cache.forget(id);
            await account?.forget();
          }
        };
        return { client: { client, updateClient } };
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
