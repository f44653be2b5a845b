import pLimit from 'p-limit';
import type { CcrmSettings } from '../../config/settings.js';
import type { CallSource } from '../../domain/sources.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { Oddities } from '../../upstream/oddities.js';
import type { ReadThroughCache } from '../../upstream/read-through-cache.js';
import { createCcrmApi, type CcrmApi } from './api.js';
import { openCallHistory, type NotesOfCall } from './call-history.js';
import { createLocalClock } from './local-clock.js';
import { KnownCalls } from './known-calls.js';
import { createRecentCalls } from './recent-calls.js';
import { createSharedCalls } from './shared-calls.js';

const CONCURRENT_REQUESTS = 16;
const RECENT_CALLS = 50_000;

/** What is kept from one operation to the next. */
export interface CallCache {
  /** Seconds for which calls of the running hour are fresh. */
  readonly recent: number;
  /** Seconds for which older calls are fresh. */
  readonly closed: number;
  /** For the calls of this workspace. */
  readonly maxBytes: number;
  readonly notes: ReadThroughCache<NotesOfCall>;
}

/** The call history and notes of one workspace; at most 16 requests of each kind are under way at once. */
export function createCallSource(
  workspace: string,
  settings: CcrmSettings,
  http: HttpClient,
  oddities: Oddities,
  cache: CallCache,
): CallSource {
  const api = limited(createCcrmApi(settings, http));
  const context = { workspace, clock: createLocalClock(settings.timezone), oddities };
  const recentCalls = createRecentCalls(RECENT_CALLS);
  const known = cache.recent > 0 || cache.closed > 0 ? new KnownCalls({ ...cache, now: Date.now }) : null;
  const kept = known && createSharedCalls(known);
  return {
    openHistory(signal) {
      const memory = { recentCalls, notes: cache.notes, calls: kept ?? createSharedCalls(null) };
      return openCallHistory(api, context, memory, signal);
    },
  };
}

function limited(api: CcrmApi): CcrmApi {
  const histories = pLimit(CONCURRENT_REQUESTS);
  const notes = pLimit(CONCURRENT_REQUESTS);
  return {
    callHistory: (...request) => histories(() => api.callHistory(...request)),
    notes: (...request) => notes(() => api.notes(...request)),
  };
}
