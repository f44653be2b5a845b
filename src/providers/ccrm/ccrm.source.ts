import pLimit from 'p-limit';
import type { CcrmSettings } from '../../config/settings.js';
import type { CallSource } from '../../domain/sources.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { Oddities } from '../../upstream/oddities.js';
import { createCcrmApi, type CcrmApi } from './api.js';
import { openCallHistory } from './call-history.js';
import { createLocalClock } from './local-clock.js';
import { createRecentCalls } from './recent-calls.js';

const CONCURRENT_REQUESTS = 16;
const RECENT_CALLS = 50_000;

/** The call history and notes of one workspace; at most 16 requests of each kind are under way at once. */
export function createCallSource(
  workspace: string,
  settings: CcrmSettings,
  http: HttpClient,
  oddities: Oddities,
): CallSource {
  const api = limited(createCcrmApi(settings, http));
  const context = { workspace, clock: createLocalClock(settings.timezone), oddities };
  const recentCalls = createRecentCalls(RECENT_CALLS);
  return { openHistory: (signal) => openCallHistory(api, context, recentCalls, signal) };
}

function limited(api: CcrmApi): CcrmApi {
  const histories = pLimit(CONCURRENT_REQUESTS);
  const notes = pLimit(CONCURRENT_REQUESTS);
  return {
    callHistory: (...request) => histories(() => api.callHistory(...request)),
    notes: (...request) => notes(() => api.notes(...request)),
  };
}
