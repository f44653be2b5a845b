import type { Extension } from '../../domain/extension.js';
import type { ExtensionSource } from '../../domain/sources.js';
import type { ReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import { staleFallback } from '../../upstream/cache/stale-fallback.js';
import type { CacheNamespace } from '../../upstream/redis/cache-namespace.js';
import { sharedAnswer } from '../../upstream/redis/shared-answer.js';
import { areExtensionsOf } from './extension-validators.js';

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
      staleFallback(
        cache,
        place,
        signal,
        cache.read(workspace, signal, async (joint) => source.extensions(joint), shared),
        account,
      ),
  };
}
