import type { Call } from '../../domain/call.js';

/** Where calls that were seen lately stand in the call history, so that a bare uuid finds them again. */
export interface RecentCalls {
  remember(call: Call): void;
  /** The local date of a call, null where it wasn't seen lately. */
  localDate(uuid: string): string | null;
}

/** Remembers at most `capacity` calls of one workspace; the ones remembered first are forgotten first. */
export function createRecentCalls(capacity: number): RecentCalls {
  const localDates = new Map<string, string>();
  return {
    remember({ uuid, localDate }) {
      localDates.delete(uuid);
      localDates.set(uuid, localDate);
      if (localDates.size <= capacity) return;
      const [oldest] = localDates.keys();
      if (oldest !== undefined) localDates.delete(oldest);
    },
    localDate: (uuid) => localDates.get(uuid) ?? null,
  };
}
