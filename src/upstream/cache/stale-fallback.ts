import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { Awaitable } from '../../domain/awaitable.js';
import { isOutage, isRefusal, type StaleAnswer } from '../../domain/operation/stale.js';
import type { ReadThroughCache } from './read-through-cache.js';
import type { CacheNamespace } from '../redis/cache-namespace.js';

/**
 * The answer; in an outage the stale answer that is cached for the workspace, unless the operation reads
 * live. If the provider rejects the credentials, every replica forgets what it has cached for the workspace.
 */
export function staleFallback<T>(
  cache: ReadThroughCache<T>,
  place: Omit<StaleAnswer, 'ageSeconds'>,
  scope: OperationScope,
  answer: Awaitable<T>,
  account: CacheNamespace | null,
): Awaitable<T> {
  if (!(answer instanceof Promise)) return answer;
  return answer.catch((error: unknown) => {
    if (isRefusal(error)) {
      cache.forget(place.workspace);
      void account?.forget();
    }
    const kept = isOutage(error) && !scope.readsLive ? cache.kept(place.workspace) : null;
    if (kept === null) throw error;
    scope.report({ kind: 'STALE', answer: { ...place, ageSeconds: kept.ageSeconds } });
    return kept.value;
  });
}
