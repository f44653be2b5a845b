import type { CcrmSettings, WorkspaceSettings } from '../../config/workspace-settings.js';
import type { Call } from '../../domain/call.js';
import type { RecordedCallSource } from '../../domain/sources.js';
import { writeJson } from '../../json/parse-json.js';
import { createReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import { createSingleFlights } from '../../upstream/cache/single-flight.js';
import type { AccountDependencies, ProviderDependencies, ProviderModule } from '../provider.js';
import { createCcrmApi } from './api.js';
import { createRedisCalls } from './cache/redis-calls.js';
import { WorkspaceCalls } from './cache/workspace-calls.js';
import { createRecentCalls, type WorkspaceMemory } from './cache/workspace-memory.js';
import { callDecoder } from './call-decoder.js';
import { openCallHistory } from './call-history.js';
import { readLastCalls } from './last-calls.js';
import { createLocalClock } from './local-clock.js';
import { createReadNotes, type NotesOfCall } from './notes/notes-of-call.js';
import { IntervalPages } from './range/interval-pages.js';
import { RequestPlanner } from './range/request-planner.js';
import { createReadPage } from './read-page.js';

const MIB = 1024 ** 2;
const MAX_BYTES = { calls: 128 * MIB, notes: 32 * MIB };

/** Maximum requests of a workspace in flight. */
const CONCURRENT_REQUESTS = 16;

/**
 * The number of calls whose date is remembered: one for every 250 bytes of the workspace's cache, within these limits.
 * The lower limit is about a day's calls.
 */
const RECENT_CALLS = { fewest: 1000, most: 50_000, bytes: 250 };

/** ccrm.pl: calls and notes. */
export const ccrm: ProviderModule = {
  name: 'ccrm',
  credentials: ['token'] satisfies readonly (keyof CcrmSettings)[],

  open: (dependencies) => ({
    connect({ id, country, ccrm: settings }, account) {
      if (settings === null) return {};
      const source = createCallSource({ id, country }, settings, dependencies, account);
      return { calls: { source, address: settings.url.href, timezone: settings.timezone } };
    },
    // The address identifies the company; a new key doesn't change it.
    forget: () => undefined,
  }),

  /** At most four requests, unless the notes of a call come in pages. */
  async probe({ id, country, ccrm: settings }, request) {
    return settings && { lastCalls: await readLastCalls({ id, country }, settings, request) };
  },
};

/** The call history and notes of one workspace. */
function createCallSource(
  { id: workspace, country }: Pick<WorkspaceSettings, 'id' | 'country'>,
  settings: CcrmSettings,
  { http, anomalies: reports, ttl, maxStale, workspaces, now: clock, forgotten }: ProviderDependencies,
  { sharedCache, recorder: archive }: AccountDependencies,
): RecordedCallSource {
  const shareOf = (bytes: number) => Math.floor(bytes / Math.max(1, workspaces));
  const now = clock ?? Date.now;
  const recorder = archive ?? null;
  const account = sharedCache(settings);
  const notes = createReadThroughCache<NotesOfCall>({
    provider: 'ccrm',
    route: 'notes',
    workspaceOf: () => workspace,
    ttl: ttl.notes,
    maxBytes: shareOf(MAX_BYTES.notes),
    sizeOf: (each) => each.notes.reduce((bytes, { text }) => bytes + 1000 + 8 * text.length, 0),
    writable: false,
    now: clock,
    forgotten,
  });
  const { recentCalls: recent, closedCalls: closed } = ttl;
  const isCached = recent > 0 || closed > 0 || maxStale > 0;
  const maxBytes = shareOf(MAX_BYTES.calls);
  const workspaceCalls = isCached ? new WorkspaceCalls({ recent, closed, maxStale, maxBytes, now }) : null;
  const forgetAll = () => {
    workspaceCalls?.forgetAll();
    notes.forget(workspace);
  };
  account?.onForgotten(forgetAll);
  const api = createCcrmApi(settings, http.forAccount(workspace, workspace, CONCURRENT_REQUESTS), () => {
    forgetAll();
    void account?.forget();
  });
  const anomalies = reports.forWorkspace(workspace);
  const context = { workspace, country, clock: createLocalClock(settings.timezone), anomalies };
  const readNotes = createReadNotes(api, anomalies);
  const { fewest, most, bytes } = RECENT_CALLS;
  const recentCalls = createRecentCalls(Math.max(fewest, Math.min(most, Math.floor(maxBytes / bytes))));
  const remember = ({ uuid, localDate, noteCount }: Call) => recentCalls.set(uuid, { localDate, noteCount });
  const decoder = callDecoder(context);
  const redisCalls =
    account && workspaceCalls && createRedisCalls(account, workspaceCalls, decoder, remember);
  const records = recorder === null && redisCalls === null ? null : new WeakMap<Call, unknown>();
  const readPage = createReadPage(api, context, (call, record, isInBackground) => {
    if (!isInBackground) remember(call);
    records?.set(call, isInBackground ? writeJson(record) : record);
  });
  const pages = new IntervalPages(readPage);
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
