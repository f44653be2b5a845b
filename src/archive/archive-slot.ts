import type { CallRecorder } from '../domain/archive/call-archive.js';
import type { AccountArchive } from './account-archive.js';

/** The place of one account’s archive, which is empty until its database is open. */
export class ArchiveSlot {
  archive: AccountArchive | null = null;

  /** Records in the archive; what is read before it is open isn’t recorded. */
  readonly recorder: CallRecorder = {
    record: (interval, calls, asked) => {
      this.archive?.recorder.record(interval, calls, asked);
    },
    recordNotes: (notes) => {
      this.archive?.recorder.recordNotes(notes);
    },
  };
}
