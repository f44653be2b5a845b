import type { OperationScope } from '../domain/operation/operation-scope.js';
import type {
  CallDecoder,
  CallRecorder,
  RecordedCall,
  RecordedNotes,
} from '../domain/archive/call-archive.js';
import { CLOCK_SKEW, endingAt, SECOND, type Interval } from '../domain/interval.js';
import type { AccountStore } from './store/account-store.js';

/** Maximum pending writes; further ones are dropped, so that memory stays bounded. */
const WAITING = 32;

/** Writes intervals and notes in the background, one at a time; drops them while too many are pending. */
export class Recorder implements CallRecorder {
  #waiting = 0;
  #writes: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  constructor(
    private readonly store: AccountStore,
    private readonly decoder: CallDecoder,
  ) {}

  record(interval: Interval, calls: readonly RecordedCall[], asked: number, scope: OperationScope): void {
    // Younger calls may still be missing from the response.
    const past = endingAt(interval, Math.floor((asked - CLOCK_SKEW) / SECOND) * SECOND);
    if (past === null) return;
    const { version } = this.decoder;
    const { leaseHolder } = scope;
    this.#write(() => this.store.write({ ...past, calls, fetchedAt: asked, version }, leaseHolder));
  }

  recordNotes({ callUuid, records, asked }: RecordedNotes, scope: OperationScope): void {
    const { version } = this.decoder;
    const { leaseHolder } = scope;
    this.#write(async () => {
      const notes = records.flatMap((record) => {
        const note = this.decoder.decodeNote(record);
        return note === null ? [] : [{ note, record }];
      });
      await this.store.notes.write({ callUuid, notes, fetchedAt: asked, version }, leaseHolder);
    });
  }

  /**
   * Resolves when all pending writes are done. Rejects with the latest error since the last call: an ArchiveError if
   * the database failed, a LeaseLostError if the lease under which data were read is lost.
   */
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
