import type { Call } from '../../domain/call.js';
import type { CallSource } from '../../domain/sources.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { AccountArchive } from '../account-archive.js';
import { openOperation, type ReadingTurn } from './read-interval.js';

/** Calls whose notes are read before something else gets its turn. */
const BATCH = 10;
/** Milliseconds until the notes of a call are read again that still differ from the count, and that failed. */
const AGAIN = 60_000;
const AFTER_FAILURE = 3_600_000;
/** Calls that are put aside; of more, the ones put aside first are tried again. */
const ASIDE = 1000;

export interface NotesReaderOptions extends ReadingTurn {
  readonly source: CallSource;
  readonly archive: AccountArchive;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Reads the notes of calls that have changed since theirs were archived, newest calls first. */
export class NotesReader {
  /** Until when a call is left alone, by uuid. */
  readonly #aside = new Map<string, number>();
  /** The uuids of those whose notes can’t be read. */
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: NotesReaderOptions) {}

  /** Calls that are left alone as their notes can’t be read. */
  get unreadable(): number {
    return this.#unreadable.size;
  }

  /**
   * Reads the notes of some calls; whether there were any. `step` is waited for after each call, and may end it by
   * rejecting. Rejects with the provider's error, unless it concerns a single call.
   */
  async readSome(signal: AbortSignal, step: () => Promise<void>): Promise<boolean> {
    const { archive, source } = this.options;
    const calls = await archive.notes.pending(BATCH, this.#leftAlone());
    using operation = openOperation(this.options, signal);
    const history = source.openHistory(operation.scope);
    for (const call of calls) {
      await this.#read(call, async () => {
        await history.notes(call);
      });
      await step();
    }
    return calls.length > 0;
  }

  async #read({ uuid }: Call, read: () => Promise<void>): Promise<void> {
    const { now } = this.options;
    try {
      await read();
      this.#putAside(uuid, now() + AGAIN);
    } catch (error) {
      this.#putAside(uuid, now() + AFTER_FAILURE);
      if (!(error instanceof UpstreamError) || error.code !== 'UPSTREAM_BAD_RESPONSE') throw error;
      this.#unreadable.add(uuid);
    }
  }

  #putAside(uuid: string, until: number): void {
    this.#forget(uuid);
    this.#aside.set(uuid, until);
    const [first] = this.#aside.keys();
    if (this.#aside.size > ASIDE && first !== undefined) this.#forget(first);
  }

  #forget(uuid: string): void {
    this.#aside.delete(uuid);
    this.#unreadable.delete(uuid);
  }

  #leftAlone(): readonly string[] {
    for (const [uuid, until] of this.#aside) {
      if (until <= this.options.now()) this.#forget(uuid);
    }
    return [...this.#aside.keys()];
  }
}
