import type { Client } from '../domain/client.js';
import type { Extension } from '../domain/extension.js';
import type { ClientSource, ExtensionSource } from '../domain/sources.js';
import type { ReadThroughCache } from './read-through-cache.js';

/** The same source, asked only where nothing fresh is kept of this workspace. */
export function cachedExtensions(
  workspace: string,
  source: ExtensionSource,
  cache: ReadThroughCache<readonly Extension[]>,
): ExtensionSource {
  return {
    extensions: (signal) => cache.read(workspace, signal, async (shared) => source.extensions(shared)),
  };
}

/** The same source, asked only where nothing fresh is kept of this workspace; a write is read anew, whatever its outcome. */
export function cachedClient(
  workspace: string,
  source: ClientSource,
  cache: ReadThroughCache<Client | null>,
): ClientSource {
  return {
    client: (signal) => cache.read(workspace, signal, async (shared) => source.client(shared)),
    async updateClient(changes, signal) {
      cache.forget(workspace);
      try {
        return await source.updateClient(changes, signal);
      } finally {
        cache.forget(workspace);
      }
    },
  };
}
