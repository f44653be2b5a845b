import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import type { ReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import { staleFallback } from '../../upstream/cache/stale-fallback.js';
import type { CacheNamespace } from '../../upstream/redis/cache-namespace.js';
import { sharedAnswer } from '../../upstream/redis/shared-answer.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { decodeClient } from './decode.js';
import type { LiveClientSource } from './ringme.source.js';

/**
 * Caches a workspace's client in memory and in the cache that replicas share. Reads the source only if neither has a
 * fresh client, and returns a stale one in an outage. After a write, whatever its outcome, every replica reads again.
 */
export function cachedClient(
  workspace: string,
  source: LiveClientSource,
  cache: ReadThroughCache<Client | null>,
  account: CacheNamespace | null,
): ClientSource {
  const place = { provider: 'ringme', workspace, type: 'Client' } as const;
  const decode = (record: unknown) => decodeClient(workspace, record, ALREADY_REPORTED);
  const shared = account && sharedAnswer<Client | null>(account, 'client', decode);
  account?.onForgotten(() => cache.forget(workspace));
  return {
    client: (scope) =>
      staleFallback(cache, place, scope, cache.read(workspace, scope, source.client, shared), account),
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
