import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { Awaitable } from '../../domain/awaitable.js';
import { isOutage, isRefusal, type StaleValue } from '../../domain/operation/stale.js';
import type { Load, ReadThroughCache, SharedRecord } from './read-through-cache.js';
import type { CacheNamespace } from '../redis/cache-namespace.js';

/** One resource of a workspace, and its caches. */
export interface CachedResource<T> extends Omit<SharedRecord<T>, 'account'> {
  readonly cache: ReadThroughCache<T>;
  /** How a stale value is reported. */
  readonly staleKey: Omit<StaleValue, 'ageSeconds'>;
  readonly load: Load<T>;
  /** The workspace's part of the cache that replicas share; null without Redis. */
  readonly account: CacheNamespace | null;
}

/**
 * Reads from memory, then from the cache that replicas share, then from the provider. In an outage, returns the stale
 * cached value unless the operation reads live. If the provider rejects the credentials, every replica clears its
 * cached data of the workspace.
 */
export function cachedResource<T>({ cache, staleKey, load, account, name, decode }: CachedResource<T>) {
  const { workspace } = staleKey;
  const shared = account && { account, name, decode };
  account?.onForgotten(() => cache.forget(workspace));

  function staleValue(error: unknown, scope: OperationScope): T {
    if (isRefusal(error)) {
      cache.forget(workspace);
      void account?.forget();
    }
    const last = isOutage(error) && !scope.readsLive ? cache.lastValue(workspace) : null;
    if (last === null) throw error;
    scope.report({ kind: 'STALE', value: { ...staleKey, ageSeconds: last.ageSeconds } });
    return last.value;
  }

  return (scope: OperationScope): Awaitable<T> => {
    const value = cache.read(workspace, scope, load, shared);
    return value instanceof Promise ? value.catch((error: unknown) => staleValue(error, scope)) : value;
  };
}
