import type { Interval } from '../interval.js';

/** The archive's database failed, or isn't open. The message names no data; `cause` is the database's own error. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code = 'SERVICE_UNAVAILABLE';
}

/** There is no archive, and what was asked for can’t be found without one. */
export class ArchiveRequiredError extends Error {
  override readonly name = 'ArchiveRequiredError';
  readonly code = 'ARCHIVE_REQUIRED';

  constructor() {
    super('Searching notes needs an archive; none is configured (`archive.url` in the settings).');
  }
}

/** What was asked for isn’t archived as a whole yet. The message says which part is. */
export class ArchiveIncompleteError extends Error {
  override readonly name = 'ArchiveIncompleteError';
  readonly code = 'ARCHIVE_INCOMPLETE';

  /** `complete`: what is archived as a whole; null if nothing is. */
  constructor(readonly complete: Interval | null) {
    super(
      complete === null
        ? 'No notes are archived yet; retry later.'
        : `Notes are archived only for calls from ${written(complete.start)} to ${written(complete.end)}. ` +
            'Search within that range, or retry later.',
    );
  }
}

function written(instant: number): string {
  return new Date(instant).toISOString();
}
