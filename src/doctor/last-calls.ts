import type { CcrmSettings, WorkspaceSettings } from '../config/workspace-settings.js';
import type { Call } from '../domain/call.js';
import { UpstreamError } from '../domain/upstream/upstream-error.js';
import { type CcrmApi, createCcrmApi } from '../providers/ccrm/api.js';
import { createLocalClock } from '../providers/ccrm/local-clock.js';
import { createReadPage } from '../providers/ccrm/read-page.js';
import { createRecentCalls } from '../providers/ccrm/cache/recent-calls.js';
import { readDate } from '../providers/ccrm/record-date.js';
import { ccrmRecord } from '../providers/ccrm/record-fields.js';
import type { HttpClient } from '../upstream/http/http-client.js';
import type { Anomalies } from '../upstream/anomalies.js';
import type { LastCalls } from './evidence.js';

const DAYS = 7;
const DAY = 86_400_000;
/** A note tells the date of its call in UTC. */
const UTC = createLocalClock('UTC');

/** One page of the last seven days' call history, and the notes of its latest call that has some: two requests. */
export async function readLastCalls(
  { id: workspace, country }: Pick<WorkspaceSettings, 'id' | 'country'>,
  settings: CcrmSettings,
  http: HttpClient,
  anomalies: Anomalies,
  now: number,
  signal: AbortSignal,
): Promise<LastCalls> {
  const { timezone } = settings;
  const api = createCcrmApi(settings, http);
  const clock = createLocalClock(timezone);
  const readPage = createReadPage(api, { workspace, country, clock, anomalies }, createRecentCalls(1), null);
  const { calls } = await readPage(clock.dateOf(now - DAYS * DAY), clock.dateOf(now), 1, signal);
  const [noted] = calls.filter(({ hasNotes }) => hasNotes).sort((a, b) => b.startedAt - a.startedAt);
  return {
    calls,
    country,
    timezone,
    twoDates: noted === undefined ? null : await datesOf(noted, api, signal),
  };
}

async function datesOf(call: Call, api: CcrmApi, signal: AbortSignal): Promise<LastCalls['twoDates']> {
  const notes = await api.notes(call.uuid, signal).catch((error: unknown) => {
    // Without the notes the zone can't be told, and everything else can.
    if (error instanceof UpstreamError) return [];
    throw error;
  });
  const dates = notes.map((note) => readDate(ccrmRecord(ccrmRecord(note)?.['call'])?.['callDate'], UTC));
  const date = dates.find((read) => read !== null);
  return date === undefined ? null : { history: call.localDate, note: date.local };
}
