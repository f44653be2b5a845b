import { LRUCache } from 'lru-cache';
import type { Call } from '../../../domain/call.js';

type Known = Pick<Call, 'localDate' | 'noteCount'>;

/** The initial capacity. */
const FIRST_ROOM = 64;
const GROWTH = 4;

export type RecentCalls = ReturnType<typeof createRecentCalls>;

/**
 * The dates and note counts of recently read calls of one workspace. The date allows a call to be found by its uuid alone.
 * Remembers at most `capacity` calls and evicts the least recently used ones. Capacity grows with the
 * calls, because an LRUCache allocates memory for its maximum and most of a thousand workspaces have few calls.
 */
export function createRecentCalls(capacity: number) {
  let seen = new LRUCache<string, Known>({ max: Math.min(capacity, FIRST_ROOM) });

  function makeRoom(): void {
    const larger = new LRUCache<string, Known>({ max: Math.min(capacity, seen.max * GROWTH) });
    larger.load(seen.dump());
    seen = larger;
  }

  return {
    remember({ uuid, localDate, noteCount }: Call): void {
      if (seen.size === seen.max && seen.max < capacity && !seen.has(uuid)) makeRoom();
      seen.set(uuid, { localDate, noteCount });
    },
    /** The local date of a call; null if it wasn't read recently. */
    localDate: (uuid: string) => seen.get(uuid)?.localDate ?? null,
    /** The latest note count of a call in the call history; null if the call wasn't read recently. */
    noteCount: (uuid: string) => seen.get(uuid)?.noteCount ?? null,
  };
}
