import type { Awaitable } from '../../domain/awaitable.js';
import { readsLive } from '../../domain/operation/live-reads.js';
import { isOutage, isRefusal, reportStaleAnswer, type StaleAnswer } from '../../domain/operation/stale.js';
import type { ReadThroughCache } from './read-through-cache.js';
import type { CacheNamespace } from '../redis/cache-namespace.js';

/**
 * The answer, or in an outage what the cache has of the workspace, unless the operation reads live. If the provider
 * refuses the credentials, what is cached of the workspace is forgotten here and by every replica.
 */
export function staleFallback<T>(
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
