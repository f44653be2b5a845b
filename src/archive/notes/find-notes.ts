import { ArchiveIncompleteError } from '../../domain/archive/archive-errors.js';
import { HOUR, SECOND, wholeSeconds } from '../../domain/interval.js';
import type { FoundNotes, NoteSearch } from '../../domain/archive/note-search.js';
import { type OperationArchive, reportArchived } from '../operation-archive.js';
import { coveredWithin, joined, oldestFetch, without } from '../store/coverage.js';
import { wordsOf } from './note-words.js';

/** What is younger may still be on its way to the archive: what an answer is as of says so. */
const ON_ITS_WAY = HOUR;

/** No search reads the provider. */
type SearchedArchive = Omit<OperationArchive, 'live' | 'provider' | 'workspace'>;

/**
 * A page of the notes that a search finds in the archive. ArchiveIncompleteError if calls of that time that are more than
 * an hour old, or their notes, were never read. As of when the answer is complete is reported.
 */
export async function findNotes(
  operation: SearchedArchive,
  { text, limit, ...rest }: NoteSearch,
): Promise<FoundNotes> {
  const { notes } = operation.archive;
  const search = { words: wordsOf(text), limit: limit + 1, ...rest };
  const asOf = await completeAsOf(operation, search.from, search.to);
  const page = await notes.page(search);
  reportArchived(operation, Math.min(asOf, page.fetchedAt));
  return {
    notes: page.notes.slice(0, limit),
    hasMore: page.next !== null,
    count: () => notes.count(search),
  };
}

/** As of when the archive has every call of a time and its notes, in milliseconds since the epoch. */
async function completeAsOf(operation: SearchedArchive, from: number, to: number): Promise<number> {
  const { archive, now } = operation;
  const asked = wholeSeconds({ from, to: Math.min(to, now()) });
  if (asked === null) return Infinity;
  const young = Math.floor((now() - ON_ITS_WAY) / SECOND) * SECOND;
  const old = { start: Math.min(asked.start, young), end: Math.min(asked.end, young) };
  const looked = { start: old.start, end: asked.end };
  const covered = coveredWithin(looked, await archive.coverage(looked));
  if (without(old, covered).length > 0) throw new ArchiveIncompleteError(joined(covered).at(-1) ?? null);
  const unread = await archive.notes.unread(old);
  if (unread !== null) {
    throw new ArchiveIncompleteError({
      start: unread.end + SECOND,
      end: joined(covered).at(-1)?.end ?? old.end,
    });
  }
  const onTheirWay = await archive.notes.unread(asked);
  const outdated = await archive.notes.outdated(asked);
  return Math.min(oldestFetch(covered), onTheirWay?.start ?? Infinity, outdated ?? Infinity);
}
