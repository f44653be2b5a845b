import type { Client } from '../../domain/client.js';
import type { ClientSource } from '../../domain/sources.js';
import type { ReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import { staleFallback } from '../../upstream/cache/stale-fallback.js';
import type { CacheNamespace } from '../../upstream/redis/cache-namespace.js';
import { sharedAnswer } from '../../upstream/redis/shared-answer.js';
import { isClientOf } from './client-validators.js';

/**
 * The same source, asked only if nothing fresh is kept of this workspace, in memory or in what replicas share;
 * in an outage what is kept is given. A write is read anew by every replica, whatever its outcome.
 */
export function cachedClient(
  workspace: string,
  source: ClientSource,
  cache: ReadThroughCache<Client | null>,
  account: CacheNamespace | null,
): ClientSource {
  const place = { provider: 'ringme', workspace, type: 'Client' } as const;
  const shared = account && sharedAnswer<Client | null>(account, 'client', isClientOf(workspace));
  account?.onForgotten(() => cache.forget(workspace));
  return {
    client: (signal) =>
      staleFallback(
        cache,
        place,
        signal,
        cache.read(workspace, signal, async (joint) => source.client(joint), shared),
        account,
      ),
    async updateClient(changes, signal) {
      try {
        return await source.updateClient(changes, signal);
      } finally {
        cache.forget(workspace);
        await account?.forget();
      }
    },
  };
}
