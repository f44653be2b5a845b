import { expect, test } from '@jest/globals';
import {
  ArchiveError,
  ArchiveIncompleteError,
  ArchiveRequiredError,
} from '../../../src/domain/archive/archive-errors.js';
import { CallNotLocatedError } from '../../../src/domain/call-not-located.js';

test.each([
  [new ArchiveError('It failed.'), 'ArchiveError', 'SERVICE_UNAVAILABLE', 'It failed.'],
  [
    new ArchiveRequiredError(),
    'ArchiveRequiredError',
    'ARCHIVE_REQUIRED',
    'Searching notes needs an archive; none is configured (`archive.url` in the settings).',
  ],
  [
    new ArchiveIncompleteError(null),
    'ArchiveIncompleteError',
    'ARCHIVE_INCOMPLETE',
    'The notes can’t be searched yet; retry later.',
  ],
  [
    new ArchiveIncompleteError({ start: Date.UTC(2025, 0, 1), end: Date.UTC(2025, 1, 1) }),
    'ArchiveIncompleteError',
    'ARCHIVE_INCOMPLETE',
    'Notes are archived only for calls from 2025-01-01T00:00:00.000Z to 2025-02-01T00:00:00.000Z. ' +
      'Search within that range, or retry later.',
  ],
  [
    new CallNotLocatedError(),
    'CallNotLocatedError',
    'CALL_NOT_LOCATED',
    'The call can’t be located by its uuid alone: it was not seen recently, has no notes that date it, and is not archived. ' +
      'Request it by its global id, by its uuid and startedAt (`_entities`), or within a range of `calls`.',
  ],
])('the message of %s says what to do', (error, name, code, message) => {
  expect(error).toMatchObject({ name, code, message });
});
