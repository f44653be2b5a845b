import type { Clock } from '../../../support/a-clock.js';
import type { CallCache } from '../a-ccrm.js';

/** The cache of a workspace's calls: 5 s for the current hour, an hour for the rest, no notes, nothing stale. */
export function aCallCache({ now }: Clock, overrides: Partial<CallCache> = {}): CallCache {
  return { recent: 5, closed: 3600, maxStale: 0, now, ...overrides };
}
