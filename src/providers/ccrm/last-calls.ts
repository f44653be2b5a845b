import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { CcrmSettings, WorkspaceSettings } from '../../config/workspace-settings.js';
import type { Call } from '../../domain/call.js';
import { DAY } from '../../domain/interval.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import { type CcrmApi, createCcrmApi } from './api.js';
import type { DecodeContext } from './decode-call.js';
import { createLocalClock } from './local-clock.js';
import { createReadNotes, recordsOfCall } from './notes/notes-of-call.js';
import { createReadPage } from './read-page.js';
import { readDate } from './record-date.js';
import { ccrmRecord } from './record-fields.js';
import type { CallDates, LastCalls, ProbeRequest } from '../provider.js';

const DAYS = 7;
/** Notes have the date of their call in UTC. */
const UTC = createLocalClock('UTC');

/** The first page of the last seven days' calls, and the dates of its latest call with notes. */
export async function readLastCalls(
  { id: workspace, country }: Pick<WorkspaceSettings, 'id' | 'country'>,
  settings: CcrmSettings,
  { http, anomalies, now, scope }: ProbeRequest,
): Promise<LastCalls> {
  const { timezone } = settings;
  const api = createCcrmApi(settings, http);
  const clock = createLocalClock(timezone);
  const context = { workspace, country, clock, anomalies };
  const readPage = createReadPage(api, context, () => undefined);
  const { calls } = await readPage(clock.dateOf(now - DAYS * DAY), clock.dateOf(now), 1, scope);
  const [noted] = calls.filter(({ hasNotes }) => hasNotes).sort((a, b) => b.startedAt - a.startedAt);
  const known = { calls, country, timezone, notesFailure: null };
  if (noted === undefined) return { ...known, dates: null };
  try {
    return { ...known, dates: await datesOf(noted, api, context, scope) };
  } catch (error) {
    // The calls can still be checked.
    if (error instanceof UpstreamError) return { ...known, dates: null, notesFailure: error };
    throw error;
  }
}

async function datesOf(
  { uuid, localDate }: Call,
  api: CcrmApi,
  context: DecodeContext,
  scope: OperationScope,
): Promise<CallDates | null> {
  const records = await createReadNotes(api, context.anomalies)(uuid, scope);
  const dates = recordsOfCall(uuid, records, context).map((note) =>
    readDate(ccrmRecord(ccrmRecord(note)?.['call'])?.['callDate'], UTC),
  );
  const date = dates.find((read) => read !== null);
  if (date === undefined) return null;
  return { history: localDate, utc: date.local, local: context.clock.dateOf(date.instant) };
}
