import { LRUCache } from 'lru-cache';
import type { Call } from '../../../domain/call.js';

/** What the call history said of calls that were seen lately: where they stand, so that a bare uuid finds them again. */
export interface RecentCalls {
  remember(call: Call): void;
  /** The local date of a call, null where it wasn't seen lately. */
  localDate(uuid: string): string | null;
  /** How many notes the call history last counted of a call; null if it wasn't seen lately. */
  noteCount(uuid: string): number | null;
}

/** Remembers at most `capacity` calls of one workspace; the ones seen longest ago are forgotten first. */
export function createRecentCalls(capacity: number): RecentCalls {
  const seen = new LRUCache<string, Pick<Call, 'localDate' | 'noteCount'>>({ max: capacity });
  return {
    remember: ({ uuid, localDate, noteCount }) => void seen.set(uuid, { localDate, noteCount }),
    localDate: (uuid) => seen.get(uuid)?.localDate ?? null,
    noteCount: (uuid) => seen.get(uuid)?.noteCount ?? null,
  };
}
