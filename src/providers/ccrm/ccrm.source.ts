import type { CcrmSettings, WorkspaceSettings } from '../../config/workspace-settings.js';
import type { Call } from '../../domain/call.js';
import type { CallRecorder } from '../../domain/archive/call-archive.js';
import type { RecordedCallSource } from '../../domain/sources.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import type { ReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import { createSingleFlights } from '../../upstream/cache/single-flight.js';
import type { CacheNamespace } from '../../upstream/redis/cache-namespace.js';
import { createCcrmApi } from './api.js';
import { callDecoder } from './call-decoder.js';
import { openCallHistory } from './call-history.js';
import type { NotesOfCall } from './notes/notes-of-call.js';
import { CallRecords } from './call-records.js';
import { createLocalClock } from './local-clock.js';
import { WorkspaceCalls, type WorkspaceCallsOptions } from './cache/workspace-calls.js';
import { IntervalPages } from './range/interval-pages.js';
import { createReadNotes } from './notes/read-notes.js';
import { createReadPage } from './read-page.js';
import { createRecentCalls } from './cache/recent-calls.js';
import type { WorkspaceMemory } from './cache/workspace-memory.js';
import { RequestPlanner } from './range/request-planner.js';
import { createRedisCalls } from './cache/redis-calls.js';

/**
 * The number of calls whose date is remembered: one for every 250 bytes of the workspace's cache, within these limits.
 * The lower limit is about a day's calls.
 */
const RECENT_CALLS = { fewest: 1000, most: 50_000, bytes: 250 };

/** How one workspace's calls and notes are cached across operations and archived. */
export interface CallCache extends Omit<WorkspaceCallsOptions, 'now'> {
  /** A cache of this workspace alone, forgotten together with its calls. */
  readonly notes: ReadThroughCache<NotesOfCall>;
  /** The workspace's part of the cache that replicas share; null without Redis. */
  readonly account: CacheNamespace | null;
  /** Milliseconds since the epoch; the system's clock if absent. */
  readonly now?: (() => number) | undefined;
  /** Archives complete intervals and notes as they are read; absent without an archive. */
  readonly recorder?: CallRecorder | undefined;
}

/** The call history and notes of one workspace. */
export function createCallSource(
  { id: workspace, country }: Pick<WorkspaceSettings, 'id' | 'country'>,
  settings: CcrmSettings,
  http: HttpClient,
  anomalies: Anomalies,
  cache: CallCache,
): RecordedCallSource {
  const { recent, closed, maxStale, maxBytes, notes, account, recorder = null, now = Date.now } = cache;
  const isCached = recent > 0 || closed > 0 || maxStale > 0;
  const workspaceCalls = isCached ? new WorkspaceCalls({ recent, closed, maxStale, maxBytes, now }) : null;
  const forgetAll = () => {
    workspaceCalls?.forgetAll();
    notes.forget(workspace);
  };
  account?.onForgotten(forgetAll);
  const api = createCcrmApi(settings, http, () => {
    forgetAll();
    void account?.forget();
  });
  const context = { workspace, country, clock: createLocalClock(settings.timezone), anomalies };
  const readNotes = createReadNotes(api, anomalies);
  const { fewest, most, bytes } = RECENT_CALLS;
  const recentCalls = createRecentCalls(Math.max(fewest, Math.min(most, Math.floor(maxBytes / bytes))));
  const decoder = callDecoder(context);
  const remember = (call: Call) => recentCalls.remember(call);
  const redisCalls =
    account && workspaceCalls && createRedisCalls(account, workspaceCalls, decoder, remember);
  const records = recorder === null && redisCalls === null ? null : new CallRecords();
  const pages = new IntervalPages(createReadPage(api, context, recentCalls, records));
  const openMemory = (): WorkspaceMemory => ({
    ...{ workspace, workspaceCalls, redisCalls, recentCalls, notes, account, pages, records, recorder, now },
    planner: new RequestPlanner(() => pages.span),
    flights: createSingleFlights('ccrm'),
    inFlight: new Map(),
  });
  const shared = workspaceCalls && openMemory();
  return {
    decoder,
    openHistory(scope) {
      // Separate memory joins no request of another operation.
      const memory = shared === null || scope.readsLive ? openMemory() : shared;
      return openCallHistory(readNotes, context, memory, scope);
    },
  };
}
