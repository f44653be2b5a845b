import type { Call } from '../../domain/call.js';
import type { CallSource } from '../../domain/sources.js';
import { parseJson } from '../../json/parse-json.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { AccountArchive } from '../account-archive.js';
import { openOperation, type ReadingTurn } from './read-interval.js';

/** Calls whose notes are read before an interval gets its turn. */
const BATCH = 10;
/** Milliseconds until notes are read again that still differ from the call's count, or that couldn't be read. */
const RETRY_AFTER = 60_000;
const RETRY_AFTER_FAILURE = 3_600_000;
/** The maximum number of calls put aside; beyond it, those put aside first are tried again. */
const MAX_ASIDE = 1000;

export interface NotesReaderOptions extends ReadingTurn {
  readonly source: CallSource;
  readonly archive: AccountArchive;
}

/** Reads pending notes, those of the newest calls first. */
export class NotesReader {
  /** Until when calls are put aside, by uuid and by the clock. */
  readonly #aside = new Map<string, number>();
  /** The uuids of the calls put aside because their notes can't be read. */
  readonly #unreadable = new Set<string>();

  /** `clock`: milliseconds of a clock that never goes back. */
  constructor(
    private readonly options: NotesReaderOptions,
    private readonly clock: () => number,
  ) {}

  /** The number of calls put aside because their notes can't be read. */
  get unreadable(): number {
    return this.#unreadable.size;
  }

  /**
   * Reads the notes of some calls, and resolves with whether there were any. Awaits `step` after each call. Rejects
   * with the error of `step`, or of the provider unless it concerns a single call.
   */
  async readSome(signal: AbortSignal, step: () => Promise<void>): Promise<boolean> {
    const { archive, source } = this.options;
    const rows = await archive.store.notes.pending(BATCH, this.#uuidsAside());
    const calls = rows.flatMap(({ record }) => archive.decoder.decodeCall(parseJson(record)) ?? []);
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
    try {
      await read();
      this.#putAside(uuid, this.clock() + RETRY_AFTER);
    } catch (error) {
      this.#putAside(uuid, this.clock() + RETRY_AFTER_FAILURE);
      if (!(error instanceof UpstreamError) || error.code !== 'UPSTREAM_BAD_RESPONSE') throw error;
      this.#unreadable.add(uuid);
    }
  }

  #putAside(uuid: string, until: number): void {
    this.#forget(uuid);
    this.#aside.set(uuid, until);
    const [first] = this.#aside.keys();
    if (this.#aside.size > MAX_ASIDE && first !== undefined) this.#forget(first);
  }

  #forget(uuid: string): void {
    this.#aside.delete(uuid);
    this.#unreadable.delete(uuid);
  }

  #uuidsAside(): readonly string[] {
    for (const [uuid, until] of this.#aside) {
      if (until <= this.clock()) this.#forget(uuid);
    }
    return [...this.#aside.keys()];
  }
}
