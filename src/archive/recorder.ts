import type { CallRecorder, RecordedCall } from '../domain/call-archive.js';
import { endingAt, SECOND, type Interval } from '../domain/interval.js';
import type { AccountStore } from './store/account-store.js';

/** Intervals that may wait to be written; more are not archived this time, so that memory stays bounded. */
const WAITING = 32;
/** How far the provider’s clock may be behind ours: what is younger may still be missing from its answer. */
const CLOCK_SKEW = 60 * SECOND;

/** Writes intervals one after the other, in the background. */
export class Recorder implements CallRecorder {
  #waiting = 0;
  #writes: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  /** `version`: of the decoder that reads the calls. */
  constructor(
    private readonly store: AccountStore,
    private readonly version: string,
  ) {}

  record(interval: Interval, calls: readonly RecordedCall[], asked: number): void {
    const past = endingAt(interval, Math.floor((asked - CLOCK_SKEW) / SECOND) * SECOND);
    if (past === null || this.#waiting >= WAITING) return;
    this.#waiting += 1;
    this.#writes = this.#writes.then(() => this.#write(past, calls, asked));
  }

  /** Resolves when all that was recorded before is written. ArchiveError if any of it couldn’t be. */
  async flushed(): Promise<void> {
    await this.#writes;
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure instanceof Error ? failure : new Error('not written');
  }

  async #write(interval: Interval, calls: readonly RecordedCall[], fetchedAt: number): Promise<void> {
    try {
      await this.store.write({ ...interval, calls, fetchedAt, version: this.version });
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#waiting -= 1;
    }
  }
}
