/** The archive’s database failed. The message names no data; `cause` is the database’s own error. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
