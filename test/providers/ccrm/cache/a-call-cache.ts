import type { CallCache } from '../../../../src/providers/ccrm/ccrm.source.js';
import type { Clock } from '../../../support/a-clock.js';
import { NOTHING_KEPT } from '../a-ccrm.js';

/** The cache of a workspace's calls: 5 s for the current hour, an hour for the rest, no notes, nothing stale. */
export function aCallCache({ now }: Clock, overrides: Partial<CallCache> = {}): CallCache {
  return { ...NOTHING_KEPT, recent: 5, closed: 3600, maxBytes: 100_000_000, now, ...overrides };
}
