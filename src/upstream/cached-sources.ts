import { type Awaitable } from '../domain/awaitable.js';
import type { Client } from '../domain/client.js';
import type { Extension } from '../domain/extension.js';
import type { ClientSource, ExtensionSource } from '../domain/sources.js';
import { isOutage, isRefusal, reportStaleAnswer, type StaleAnswer } from '../domain/stale.js';
import type { ReadThroughCache } from './read-through-cache.js';

/** The same source, asked only where nothing fresh is kept of this workspace; in an outage what is kept is given. */
export function cachedExtensions(
  workspace: string,
  source: ExtensionSource,
  cache: ReadThroughCache<readonly Extension[]>,
): ExtensionSource {
  const place = { provider: 'voicenter', workspace, type: 'Extension' } as const;
  return {
    extensions: (signal) =>
      keptInOutage(
        cache,
        place,
        signal,
        cache.read(workspace, signal, async (shared) => source.extensions(shared)),
      ),
  };
}

/**
 * The same source, asked only where nothing fresh is kept of this workspace; in an outage what is kept is given.
 * A write is read anew, whatever its outcome.
 */
export function cachedClient(
  workspace: string,
  source: ClientSource,
  cache: ReadThroughCache<Client | null>,
): ClientSource {
  const place = { provider: 'ringme', workspace, type: 'Client' } as const;
  return {
    client: (signal) =>
      keptInOutage(
        cache,
        place,
        signal,
        cache.read(workspace, signal, async (shared) => source.client(shared)),
      ),
    async updateClient(changes, signal) {
      try {
        return await source.updateClient(changes, signal);
      } finally {
        cache.forget(workspace);
      }
    },
  };
}

/** An answer, or in place of an outage what is kept of the workspace; a refusal forgets it. */
function keptInOutage<T>(
  cache: ReadThroughCache<T>,
  place: Omit<StaleAnswer, 'ageSeconds'>,
  signal: AbortSignal,
  answer: Awaitable<T>,
): Awaitable<T> {
  if (!(answer instanceof Promise)) return answer;
  return answer.catch((error: unknown) => {
    if (isRefusal(error)) cache.forget(place.workspace);
    const kept = isOutage(error) ? cache.kept(place.workspace) : null;
    if (kept === null) throw error;
    reportStaleAnswer(signal, { ...place, ageSeconds: kept.ageSeconds });
    return kept.value;
  });
}
