import type { CallRecorder } from '../domain/archive/call-archive.js';
import type { AccountArchive } from './account-archive.js';

/** The place of one account’s archive, which is empty until its database is open. */
export class ArchiveSlot {
  archive: AccountArchive | null = null;

  /** Records in the archive; what is read before it is open isn’t recorded. */
  readonly recorder: CallRecorder = {
    record: (...answer) => {
      this.archive?.recorder.record(...answer);
    },
    recordNotes: (...answer) => {
      this.archive?.recorder.recordNotes(...answer);
    },
  };
}
