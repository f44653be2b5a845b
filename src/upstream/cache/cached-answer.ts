import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { Awaitable } from '../../domain/awaitable.js';
import { isOutage, isRefusal, type StaleAnswer } from '../../domain/operation/stale.js';
import type { Load, ReadThroughCache, SharedRecord } from './read-through-cache.js';
import type { CacheNamespace } from '../redis/cache-namespace.js';

/** One kind of response of a workspace, and its caches. */
export interface CachedAnswer<T> extends Omit<SharedRecord<T>, 'account'> {
  readonly cache: ReadThroughCache<T>;
  readonly place: Omit<StaleAnswer, 'ageSeconds'>;
  readonly load: Load<T>;
  /** The workspace's part of the cache that replicas share; null without Redis. */
  readonly account: CacheNamespace | null;
}

/**
 * Reads from memory, then from the cache that replicas share, then from the provider. In an outage, returns the stale
 * cached value unless the operation reads live. If the provider rejects the credentials, every replica clears its
 * cached data of the workspace.
 */
export function cachedAnswer<T>({ cache, place, load, account, name, decode }: CachedAnswer<T>) {
  const { workspace } = place;
  const shared = account && { account, name, decode };
  account?.onForgotten(() => cache.forget(workspace));

  function staleAnswer(error: unknown, scope: OperationScope): T {
    if (isRefusal(error)) {
      cache.forget(workspace);
      void account?.forget();
    }
    const kept = isOutage(error) && !scope.readsLive ? cache.kept(workspace) : null;
    if (kept === null) throw error;
    scope.report({ kind: 'STALE', answer: { ...place, ageSeconds: kept.ageSeconds } });
    return kept.value;
  }

  return (scope: OperationScope): Awaitable<T> => {
    const answer = cache.read(workspace, scope, load, shared);
    return answer instanceof Promise ? answer.catch((error: unknown) => staleAnswer(error, scope)) : answer;
  };
}
