import { ArchiveIncompleteError } from '../../domain/archive/archive-errors.js';
import { HOUR, SECOND, wholeSeconds } from '../../domain/interval.js';
import type { FoundNotes, NoteSearch } from '../../domain/archive/note-search.js';
import { type OperationArchive, reportArchived } from '../operation-archive.js';
import { coveredWithin, joined, oldestFetch, without } from '../store/coverage.js';
import { wordsOf } from './note-words.js';

/** Younger calls may not be archived yet: the reported time takes them into account. */
const ON_ITS_WAY = HOUR;

/**
 * A page of the notes that a search finds in the archive. Reports the instant as of which the result is complete.
 * ArchiveIncompleteError if calls of that time that are more than an hour old, or their notes, were never read.
 */
export async function findNotes(
  operation: OperationArchive,
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

/**
 * The instant as of which the archive has every call of a range and its notes, in milliseconds since the epoch;
 * Infinity for an empty range.
 */
async function completeAsOf(operation: OperationArchive, from: number, to: number): Promise<number> {
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
  return Math.min(oldestFetch(covered), onTheirWay?.start ?? Infinity);
}
