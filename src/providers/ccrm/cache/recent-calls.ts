import { LRUCache } from 'lru-cache';
import type { Call } from '../../../domain/call.js';

type Known = Pick<Call, 'localDate' | 'noteCount'>;

export type RecentCalls = ReturnType<typeof createRecentCalls>;

/**
 * The dates and note counts of recently read calls of one workspace. The date allows a call to be found by its uuid alone.
 * Remembers at most `capacity` calls and evicts the least recently used ones.
 */
export function createRecentCalls(capacity: number) {
  // A size rather than `max`, for which an LRUCache allocates memory: most of a thousand workspaces have few calls.
  const seen = new LRUCache<string, Known>({ maxSize: capacity, sizeCalculation: () => 1 });

  return {
    remember({ uuid, localDate, noteCount }: Call): void {
      seen.set(uuid, { localDate, noteCount });
    },
    /** The local date of a call; null if it wasn't read recently. */
    localDate: (uuid: string) => seen.get(uuid)?.localDate ?? null,
    /** The latest note count of a call in the call history; null if the call wasn't read recently. */
    noteCount: (uuid: string) => seen.get(uuid)?.noteCount ?? null,
  };
}
