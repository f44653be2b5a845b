import { LRUCache } from 'lru-cache';
import type { Call } from '../../../domain/call.js';

/** What the call history said of calls that were seen lately: where they stand, so that a bare uuid finds them again. */
export interface RecentCalls {
  remember(call: Call): void;
  /** The local date of a call; null if it wasn't seen lately. */
  localDate(uuid: string): string | null;
  /** How many notes the call history last counted of a call; null if it wasn't seen lately. */
  noteCount(uuid: string): number | null;
}

type Known = Pick<Call, 'localDate' | 'noteCount'>;

/** Calls for which there is room at first. */
const FIRST_ROOM = 64;
const GROWTH = 4;

/**
 * Remembers at most `capacity` calls of one workspace; the ones seen longest ago are forgotten first. Room is made as calls
 * come: a cache takes memory for all that it may hold, and most of a thousand workspaces have few calls.
 */
export function createRecentCalls(capacity: number): RecentCalls {
  let seen = new LRUCache<string, Known>({ max: Math.min(capacity, FIRST_ROOM) });

  function makeRoom(): void {
    const larger = new LRUCache<string, Known>({ max: Math.min(capacity, seen.max * GROWTH) });
    larger.load(seen.dump());
    seen = larger;
  }

  return {
    remember({ uuid, localDate, noteCount }) {
      if (seen.size === seen.max && seen.max < capacity && !seen.has(uuid)) makeRoom();
      seen.set(uuid, { localDate, noteCount });
    },
    localDate: (uuid) => seen.get(uuid)?.localDate ?? null,
    noteCount: (uuid) => seen.get(uuid)?.noteCount ?? null,
  };
}
