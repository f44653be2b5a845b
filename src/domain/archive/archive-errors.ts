import type { Interval } from '../interval.js';

/** The archive's database failed or isn't open. The message contains no data; `cause` is the database's error. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code = 'SERVICE_UNAVAILABLE';
}

/**
 * What the database reported, which contains at most the host, the user and the file; safe to log and print. The error of
 * a host with several addresses has no message, only a code.
 */
export function databaseReason(error: unknown): string {
  const reported: unknown = error instanceof ArchiveError ? error.cause : error;
  const { message, code } = Object(reported) as { readonly message?: unknown; readonly code?: unknown };
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : 'unknown reason';
}

/** The request needs an archive, but none is configured. */
export class ArchiveRequiredError extends Error {
  override readonly name = 'ArchiveRequiredError';
  readonly code = 'ARCHIVE_REQUIRED';

  constructor() {
    super('Searching notes needs an archive; none is configured (`archive.url` in the settings).');
  }
}

/** The requested range isn't fully archived yet. The message and `details` state the part that is. */
export class ArchiveIncompleteError extends Error {
  override readonly name = 'ArchiveIncompleteError';
  readonly code = 'ARCHIVE_INCOMPLETE';
  /** For clients, so that they needn't parse the message. */
  readonly details: { readonly complete: Readonly<Record<'from' | 'to', string>> | null };

  /** `interval`: the fully archived one; null if there is none, or if none can be searched yet. */
  constructor(interval: Interval | null) {
    const complete = interval && { from: written(interval.start), to: written(interval.end) };
    super(
      complete === null
        ? 'The notes can’t be searched yet; retry later.'
        : `Notes are archived only for calls from ${complete.from} to ${complete.to}. ` +
            'Search within that range, or retry later.',
    );
    this.details = { complete };
  }
}

function written(instant: number): string {
  return new Date(instant).toISOString();
}
