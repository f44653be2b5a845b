import { ArchiveIncompleteError } from '../../domain/archive/archive-errors.js';
import {
  CLOCK_SKEW,
  HOUR,
  type Interval,
  intersection,
  SECOND,
  startingAt,
  wholeSeconds,
} from '../../domain/interval.js';
import type { TimeRange } from '../../domain/call.js';
import type { FoundNote, FoundNotes, NoteSearch } from '../../domain/archive/note-search.js';
import { type OperationArchive, reportArchived } from '../operation-archive.js';
import { parseJson } from '../../json/parse-json.js';
import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { NoteStore } from './note-store.js';
import type { NoteRow } from './search-notes.js';
import { type Covered, coveredWithin, joined, oldestFetch, without } from '../store/coverage.js';
import { wordsOf } from './note-words.js';

/** Younger calls may not be archived yet: the reported time takes them into account. */
const ON_ITS_WAY = HOUR;

/** A search never reads the provider. */
type SearchedArchive = Omit<OperationArchive, 'live' | 'provider' | 'workspace'>;

/** The time of the calls whose notes are searched. */
interface SearchedTime {
  readonly requested: Interval;
  /** The part that is more than an hour old and must be archived. */
  readonly old: Interval;
}

/**
 * A page of the notes that a search finds in the archive. Reports the instant as of which the result is complete.
 * ArchiveIncompleteError if calls of that time that are more than an hour old, or their notes, were never read or are
 * deleted meanwhile, or if another release derived the words of any note.
 */
export async function findNotes(
  operation: SearchedArchive,
  { text, limit, ...rest }: NoteSearch,
): Promise<FoundNotes> {
  const { store, decoder } = operation.archive;
  const search = { words: wordsOf(text), limit: limit + 1, ...rest };
  const time = searchedTime(search, operation.now());
  const asOf = await completeAsOf(operation, time);
  const rows = await store.notes.search(search);
  await completeAsOf(operation, time);
  reportArchived(operation, Math.min(asOf, ...rows.map(({ fetchedAt }) => fetchedAt)));
  return {
    notes: rows.flatMap((row) => decoded(row, decoder)).slice(0, limit),
    hasMore: rows.length > limit,
    count: async () => {
      const count = await store.notes.count(search);
      await completeAsOf(operation, time);
      return count;
    },
  };
}

/** Empty if the note or its call can't be decoded. */
function decoded(row: NoteRow, { decodeCall, decodeNote }: CallDecoder): readonly FoundNote[] {
  const call = decodeCall(parseJson(row.call));
  const note = decodeNote(parseJson(row.record));
  if (call === null || note === null) return [];
  const { workspace, uuid, localDate } = call;
  return [{ call, note: { ...note, call: { workspace, uuid, localDate } } }];
}

/** null if it holds no second up to now. */
function searchedTime({ from, to }: TimeRange, now: number): SearchedTime | null {
  const requested = wholeSeconds({ from, to: Math.min(to, now) });
  if (requested === null) return null;
  const young = Math.floor((now - ON_ITS_WAY) / SECOND) * SECOND;
  return { requested, old: { start: Math.min(requested.start, young), end: Math.min(requested.end, young) } };
}

/**
 * The instant as of which the archive has every call of a time and its notes, in milliseconds since the epoch. Determined
 * before and after notes are read: none was deleted or replaced before it was read, nor its call read again since.
 */
async function completeAsOf(operation: SearchedArchive, time: SearchedTime | null): Promise<number> {
  const covered = await requiredCoverage(operation, time);
  if (time === null) return Infinity;
  const { requested, old } = time;
  const { notes } = operation.archive.store;
  const whole = { start: old.start, end: joined(covered).at(-1)?.end ?? old.end };
  const searchable = await searchablePart(notes, whole, old);
  if (searchable?.start !== whole.start) throw new ArchiveIncompleteError(searchable);
  const { unread, outdated } = await notes.pendingWithin(requested);
  const [missing] = without(requested, covered);
  // No fetch covers its last minute, because clocks differ.
  const reached = missing === undefined ? Infinity : missing.start + CLOCK_SKEW;
  return Math.min(oldestFetch(covered), reached, unread?.start ?? Infinity, outdated ?? Infinity);
}

/** The covered parts of a time. ArchiveIncompleteError unless everything required is covered and can be searched. */
async function requiredCoverage(
  { archive: { store, decoder } }: SearchedArchive,
  time: SearchedTime | null,
): Promise<readonly Covered[]> {
  if (time === null) return [];
  if (!(await store.notes.isDerivedBy(decoder.version))) throw new ArchiveIncompleteError(null);
  const { requested, old } = time;
  const searched = { start: old.start, end: requested.end };
  const covered = coveredWithin(searched, await store.coverage(searched));
  if (without(old, covered).length > 0) {
    // Later intervals can't be searched by themselves.
    const complete = joined(covered).findLast(({ start }) => start <= old.end);
    throw new ArchiveIncompleteError(complete ? await searchablePart(store.notes, complete, old) : null);
  }
  return covered;
}

/** The part of a covered interval after the last of its old calls whose notes were never read; null if there is none. */
async function searchablePart(notes: NoteStore, whole: Interval, old: Interval): Promise<Interval | null> {
  const oldPart = intersection(whole, old);
  const unread = oldPart && (await notes.pendingWithin(oldPart)).unread;
  return unread === null ? whole : startingAt(whole, unread.end + SECOND);
}
