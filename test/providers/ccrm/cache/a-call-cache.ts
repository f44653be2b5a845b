import type { CallCache } from '../../../../src/providers/ccrm/ccrm.source.js';
import { createReadThroughCache } from '../../../../src/upstream/cache/read-through-cache.js';
import type { Clock } from '../../../support/a-clock.js';

/** The cache of a workspace's calls: 5 s for the current hour, an hour for the rest, no notes, nothing stale. */
export function aCallCache({ now }: Clock, overrides: Partial<CallCache> = {}): CallCache {
  return {
    recent: 5,
    closed: 3600,
    maxStale: 0,
    maxBytes: 100_000_000,
    notes: createReadThroughCache({
      provider: 'ccrm',
      route: 'notes',
      workspaceOf: () => 'acme',
      ttl: 0,
      maxBytes: 1,
      writable: false,
      sizeOf: () => 1,
    }),
    account: null,
    now,
    ...overrides,
  };
}
