import { LRUCache } from 'lru-cache';
import type { Call } from '../../domain/call.js';

/** Where calls that were seen lately stand in the call history, so that a bare uuid finds them again. */
export interface RecentCalls {
  remember(call: Call): void;
  /** The local date of a call, null where it wasn't seen lately. */
  localDate(uuid: string): string | null;
}

/** Remembers at most `capacity` calls of one workspace; the ones seen longest ago are forgotten first. */
export function createRecentCalls(capacity: number): RecentCalls {
  const localDates = new LRUCache<string, string>({ max: capacity });
  return {
    remember: ({ uuid, localDate }) => void localDates.set(uuid, localDate),
    localDate: (uuid) => localDates.get(uuid) ?? null,
  };
}
