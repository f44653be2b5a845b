import type { Call } from '../../domain/call.js';
import { CLOCK_SKEW, SECOND } from '../../domain/interval.js';
import { type ArchivedCall, FIRST_INSTANT, type FoundCalls } from '../account-archive.js';
import { findCalls } from './find-calls.js';
import { type OperationArchive, reportArchived, unlessFailed } from '../operation-archive.js';
import { archivablePart } from '../read-plan.js';

/** No call history has a later call. One that begins in the future is scheduled, or the zone in the settings is wrong. */
const LAST_INSTANT = Date.UTC(2100, 0, 1);
/** Maximum uuids per query. */
const MAX_UUIDS = 1000;

const NOTHING: FoundCalls = { found: new Map(), wholeFetchedAt: null };

/**
 * Finds one operation's calls by uuid, in the archive or the live call history. null only if the archive covers
 * everything that is more than an hour old, and neither it nor the time since, read live, has the call. Without that
 * coverage, CallNotLocatedError if the live call history doesn't find the call.
 */
export function createFindByUuid(operation: OperationArchive): (uuid: string) => Promise<Call | null> {
  const { live, archive, now } = operation;
  const archivedCalls = new UuidBatch((uuids) => unlessFailed(archive.byUuid(uuids), NOTHING));
  const missingCalls = new UuidBatch(async (uuids) => {
    const past = archivablePart(operation, { start: FIRST_INSTANT, end: LAST_INSTANT });
    const found = past === null ? NOTHING : await unlessFailed(archive.byUuid(uuids, past), NOTHING);
    return { ...found, past };
  });

  return async (uuid) => {
    const archived = (await archivedCalls.find(uuid)).found.get(uuid);
    const call = archived && (await presentCall(operation, archived));
    if (call !== undefined) return call;
    const { found, wholeFetchedAt, past } = await missingCalls.find(uuid);
    const late = archived === undefined ? found.get(uuid) : undefined;
    const lateCall = late && (await presentCall(operation, late));
    if (lateCall !== undefined) return lateCall;
    if (past === null || wholeFetchedAt === null) return live.findByUuid(uuid);
    const soon = Math.ceil((now() + CLOCK_SKEW) / SECOND) * SECOND;
    // Apart from the last hour, because a range with many calls at one end takes many requests.
    const notArchived = [
      { from: past.end + SECOND, to: soon },
      { from: soon, to: LAST_INSTANT },
    ];
    for (const range of notArchived) {
      for await (const calls of live.walk(range, 'NEWEST_FIRST')) {
        const young = calls.find((each) => each.uuid === uuid);
        if (young !== undefined) return young;
      }
    }
    reportArchived(operation, wholeFetchedAt);
    return null;
  };
}

/** The archived call, read live if it is young or its time isn't covered any more; undefined if it isn't there. */
async function presentCall(
  operation: OperationArchive,
  { call, fetchedAt }: ArchivedCall,
): Promise<Call | undefined> {
  const { uuid, startedAt } = call;
  if (fetchedAt !== null && archivablePart(operation, { start: startedAt, end: startedAt }) !== null) {
    reportArchived(operation, fetchedAt);
    return call;
  }
  const present = (await findCalls(operation, [call])).get(uuid);
  if (present instanceof Error) throw present;
  return present;
}

/** Searches archived calls by uuid. One query serves all that are requested until the pending promises have settled. */
class UuidBatch<Found> {
  #wanted = new Set<string>();
  #found: Promise<Found> | null = null;

  constructor(private readonly search: (uuids: readonly string[]) => Promise<Found>) {}

  /** What the search for this uuid, and for others of the batch, has found. */
  find(uuid: string): Promise<Found> {
    if (this.#wanted.size >= MAX_UUIDS) this.#found = null;
    if (this.#found === null) {
      const wanted = (this.#wanted = new Set());
      this.#found = nextTick().then(() => {
        if (this.#wanted === wanted) this.#found = null;
        return this.search([...wanted]);
      });
    }
    this.#wanted.add(uuid);
    return this.#found;
  }
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
