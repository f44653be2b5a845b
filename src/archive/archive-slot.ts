import type { CallRecorder } from '../domain/archive/call-archive.js';
import type { AccountArchive } from './account-archive.js';

/** Holds one account's archive; empty until its database is open. */
export class ArchiveSlot {
  archive: AccountArchive | null = null;

  /** Records into the archive; drops what is read before it is open. */
  readonly recorder: CallRecorder = {
    record: (...recorded) => {
      this.archive?.recorder.record(...recorded);
    },
    recordNotes: (...recorded) => {
      this.archive?.recorder.recordNotes(...recorded);
    },
  };
}
