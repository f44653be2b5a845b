import type { Extension } from '../../domain/extension.js';
import type { ExtensionSource } from '../../domain/sources.js';
import type { ReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import { staleFallback } from '../../upstream/cache/stale-fallback.js';
import type { CacheNamespace } from '../../upstream/redis/cache-namespace.js';
import { sharedAnswer } from '../../upstream/redis/shared-answer.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { list } from '../../json/decode.js';
import { decodeExtensions } from './decode.js';
import type { LiveExtensionSource } from './voicenter.source.js';

/**
 * Caches a workspace's extensions in memory and in the cache that replicas share. Reads the source only if neither has
 * fresh extensions, and returns stale ones in an outage.
 */
export function cachedExtensions(
  workspace: string,
  source: LiveExtensionSource,
  cache: ReadThroughCache<readonly Extension[]>,
  account: CacheNamespace | null,
): ExtensionSource {
  const place = { provider: 'voicenter', workspace, type: 'Extension' } as const;
  const decode = (records: unknown) => decodeExtensions(workspace, list(records), ALREADY_REPORTED);
  const shared = account && sharedAnswer(account, 'extensions', decode);
  account?.onForgotten(() => cache.forget(workspace));
  return {
    extensions: (scope) =>
      staleFallback(cache, place, scope, cache.read(workspace, scope, source.extensions, shared), account),
  };
}
