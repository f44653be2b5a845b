import type {
  CallDecoder,
  CallRecorder,
  RecordedCall,
  RecordedNotes,
} from '../domain/archive/call-archive.js';
import { endingAt, SECOND, type Interval } from '../domain/interval.js';
import type { AccountStore } from './store/account-store.js';

/** Answers that may wait to be written; more are not archived this time, so that memory stays bounded. */
const WAITING = 32;
/** How far the provider’s clock may be behind ours: what is younger may still be missing from its answer. */
const CLOCK_SKEW = 60 * SECOND;

/** Writes intervals and notes one after the other, in the background. */
export class Recorder implements CallRecorder {
  #waiting = 0;
  #writes: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  constructor(
    private readonly store: AccountStore,
    private readonly decoder: CallDecoder,
  ) {}

  record(interval: Interval, calls: readonly RecordedCall[], asked: number): void {
    const past = endingAt(interval, Math.floor((asked - CLOCK_SKEW) / SECOND) * SECOND);
    if (past === null) return;
    const { version } = this.decoder;
    this.#write(() => this.store.write({ ...past, calls, fetchedAt: asked, version }));
  }

  recordNotes({ callUuid, records, asked }: RecordedNotes): void {
    const { version } = this.decoder;
    this.#write(async () => {
      const notes = records.flatMap((record) => {
        const note = this.decoder.decodeNote(record);
        return note === null ? [] : [{ note, record }];
      });
      await this.store.notes.write({ callUuid, notes, fetchedAt: asked, version });
    });
  }

  /** Resolves when all that was recorded before is written. ArchiveError if any of it couldn’t be. */
  async flushed(): Promise<void> {
    await this.#writes;
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure instanceof Error ? failure : new Error('not written');
  }

  #write(write: () => Promise<void>): void {
    if (this.#waiting >= WAITING) return;
    this.#waiting += 1;
    this.#writes = this.#writes.then(async () => {
      try {
        await write();
      } catch (error) {
        this.#failure = error;
      } finally {
        this.#waiting -= 1;
      }
    });
  }
}
