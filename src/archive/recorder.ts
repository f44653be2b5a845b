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

/**
 * Writes intervals and notes in the background, one at a time, and prepares the next one meanwhile; drops them while too
 * many are pending.
 */
export class Recorder implements CallRecorder {
  #waiting = 0;
  /** All writes, and all but the latest one. Never reject. */
  #writes: Promise<void> = Promise.resolve();
  #earlier: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  constructor(
    private readonly store: AccountStore,
    private readonly decoder: CallDecoder,
  ) {}

  record(
    interval: Interval,
    calls: readonly RecordedCall[],
    requestedAt: number,
    scope: OperationScope,
  ): void {
    // Younger calls may still be missing from the response.
    const past = endingAt(interval, Math.floor((requestedAt - CLOCK_SKEW) / SECOND) * SECOND);
    if (past === null) return;
    const { version } = this.decoder;
    const { leaseHolder } = scope;
    this.#write((turn) =>
      this.store.write({ ...past, calls, fetchedAt: requestedAt, version }, leaseHolder, turn),
    );
  }

  recordNotes({ callUuid, records, requestedAt }: RecordedNotes, scope: OperationScope): void {
    const { version } = this.decoder;
    const { leaseHolder } = scope;
    this.#write(async (turn) => {
      await turn;
      const notes = records.flatMap((record) => {
        const note = this.decoder.decodeNote(record);
        return note === null ? [] : [{ note, record }];
      });
      await this.store.notes.write({ callUuid, notes, fetchedAt: requestedAt, version }, leaseHolder);
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

  /** `turn` resolves when the writes before this one are done. */
  #write(write: (turn: Promise<void>) => Promise<void>): void {
    if (this.#waiting >= WAITING) return;
    this.#waiting += 1;
    const [turn, earlier] = [this.#writes, this.#earlier];
    this.#earlier = turn;
    this.#writes = (async () => {
      await earlier;
      try {
        await write(turn);
      } catch (error) {
        this.#failure = error;
      }
      await turn;
      this.#waiting -= 1;
    })();
  }
}
