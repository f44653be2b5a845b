import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import type { ReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import { cachedAnswer } from '../../upstream/cache/cached-answer.js';
import type { CacheNamespace } from '../../upstream/redis/cache-namespace.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { decodeClient } from './decode.js';
import type { LiveClientSource } from './ringme.source.js';

/** A workspace's client, cached. After a write, whatever its outcome, every replica reads it again. */
export function cachedClient(
  workspace: string,
  source: LiveClientSource,
  cache: ReadThroughCache<Client | null>,
  account: CacheNamespace | null,
): ClientSource {
  return {
    client: cachedAnswer({
      cache,
      place: { provider: 'ringme', workspace, type: 'Client' },
      load: source.client,
      account,
      name: 'client',
      decode: (record) => decodeClient(workspace, record, ALREADY_REPORTED),
    }),
    async updateClient(changes, scope) {
      try {
        return await source.updateClient(changes, scope);
      } finally {
        cache.forget(workspace);
        await account?.forget();
      }
    },
  };
}
