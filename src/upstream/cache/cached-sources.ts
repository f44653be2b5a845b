import type { Awaitable } from '../../domain/awaitable.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { ClientSource, ExtensionSource } from '../../domain/sources.js';
import { readsLive } from '../../domain/operation/live-reads.js';
import { isOutage, isRefusal, reportStaleAnswer, type StaleAnswer } from '../../domain/operation/stale.js';
import { areExtensionsOf, isClientOf } from '../redis/domain-shapes.js';
import type { ReadThroughCache } from './read-through-cache.js';
import type { CacheNamespace } from '../redis/cache-namespace.js';
import { sharedAnswer } from '../redis/shared-answer.js';

/**
 * The same source, asked only if nothing fresh is kept of this workspace, in memory or in what replicas share;
 * in an outage what is kept is given.
 */
export function cachedExtensions(
  workspace: string,
  source: ExtensionSource,
  cache: ReadThroughCache<readonly Extension[]>,
  account: CacheNamespace | null,
): ExtensionSource {
  const place = { provider: 'voicenter', workspace, type: 'Extension' } as const;
  const shared = account && sharedAnswer(account, 'extensions', areExtensionsOf(workspace));
  account?.onForgotten(() => cache.forget(workspace));
  return {
    extensions: (signal) =>
      keptInOutage(
        cache,
        place,
        signal,
        cache.read(workspace, signal, async (joint) => source.extensions(joint), shared),
        account,
      ),
  };
}

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
      keptInOutage(
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

/** An answer, or in place of an outage what is kept of the workspace, unless it must be live; a refusal forgets it. */
function keptInOutage<T>(
  cache: ReadThroughCache<T>,
  place: Omit<StaleAnswer, 'ageSeconds'>,
  signal: AbortSignal,
  answer: Awaitable<T>,
  account: CacheNamespace | null,
): Awaitable<T> {
  if (!(answer instanceof Promise)) return answer;
  return answer.catch((error: unknown) => {
    if (isRefusal(error)) {
      cache.forget(place.workspace);
      void account?.forget();
    }
    const kept = isOutage(error) && !readsLive(signal) ? cache.kept(place.workspace) : null;
    if (kept === null) throw error;
    reportStaleAnswer(signal, { ...place, ageSeconds: kept.ageSeconds });
    return kept.value;
  });
}
