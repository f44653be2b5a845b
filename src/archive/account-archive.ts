import type { ArchiveStatus } from '../domain/archive/archive-status.js';
import type { Call, CallPosition } from '../domain/call.js';
import type { GroupSums } from '../domain/call-sums.js';
import type { ArchiveCoverage, CallDecoder } from '../domain/archive/call-archive.js';
import { HOUR, type Interval } from '../domain/interval.js';
import { mapInSlices } from '../domain/operation/slices.js';
import { AccountNotes } from './notes/account-notes.js';
import { mainInterval } from './main-interval.js';
import { parseJson } from '../json/parse-json.js';
import type { AccountStatus, AccountStore } from './store/account-store.js';
import { keysOfCriteria } from './store/call-row.js';
import { type Covered, joined } from './store/coverage.js';
import type { FoundRows } from './store/read-by-uuid.js';
import type { CallQuery, ReadRows } from './store/read-calls.js';
import type { SumQuery } from './store/sum-calls.js';
import type { Recorder } from './recorder.js';
import { LATEST } from './sync/due-interval.js';

const ALL: Interval = { start: Number.MIN_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER };
/** No call history has an earlier call: coverage from here on covers every call. */
export const FIRST_INSTANT = Date.UTC(2000, 0, 1);

/** A page of archived calls. */
export interface ArchivedPage {
  readonly calls: readonly Call[];
  /** Where the next page begins; null if there is none. */
  readonly next: CallPosition | null;
  /** The earliest fetch in the page's time, in milliseconds since the epoch; null unless all of it is covered. */
  readonly fetchedAt: number | null;
}

export interface ArchivedCall {
  readonly call: Call;
  /** When its interval was fetched, in milliseconds since the epoch; null if it isn't covered any more. */
  readonly fetchedAt: number | null;
}

/** The calls with some uuids, and the coverage of an interval as of the same moment. */
export interface FoundCalls extends Pick<FoundRows, 'wholeFetchedAt'> {
  readonly found: ReadonlyMap<string, ArchivedCall>;
}

export type PageQuery = Omit<CallQuery, 'keys' | 'version'>;

/** The archive of one account, as domain objects. */
export class AccountArchive implements ArchiveCoverage {
  readonly notes: AccountNotes;
  /** The code of the error for which this process fails to fill it; null if it doesn't, or doesn't fill it. */
  failure: string | null = null;
  /** Whether the present decoder derived every call's columns and keys, so that queries may use them. */
  #isDerived = false;
  #areNotesDerived = false;
  #covered: readonly Covered[] = [];
  #intervals: readonly Interval[] = [];
  #firstCall: number | null = null;
  #status: AccountStatus = { syncedAt: null, paused: null };
  #reading: Promise<ArchiveStatus> | null = null;

  constructor(
    private readonly store: AccountStore,
    private readonly decoder: CallDecoder,
    readonly recorder: Recorder,
    /** The country of national numbers, as ISO 3166 alpha-2; null if it isn't configured. */
    private readonly country: string | null,
    /** The instant from which calls are archived, in milliseconds since the epoch. */
    private readonly since: () => number,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {
    this.notes = new AccountNotes(store.notes, decoder);
  }

  intervals(): readonly Interval[] {
    return this.#intervals;
  }

  /** The covered intervals, oldest first, as of the last `refresh`. */
  get covered(): readonly Covered[] {
    return this.#covered;
  }

  /** The start of the first archived call, in milliseconds since the epoch, as of the last `refresh`; null without any. */
  get firstCall(): number | null {
    return this.#firstCall;
  }

  from(): number | null {
    const main = this.#mainInterval();
    if (main === null || this.#firstCall === null) return null;
    return Math.max(main.start, this.#firstCall, this.since());
  }

  hasEverything(): boolean {
    const [first] = this.#intervals;
    return first !== undefined && first.start <= FIRST_INSTANT && first.end >= this.now() - HOUR;
  }

  /**
   * Reads the current state of the archive, which other processes may have changed. ArchiveError if the database fails.
   */
  async refresh(): Promise<void> {
    this.#covered = await this.store.coverage(ALL);
    this.#intervals = joined(this.#covered);
    this.#firstCall = await this.store.firstCall();
    this.#status = await this.store.status();
    this.#isDerived = await this.store.isDerivedBy(this.decoder.version);
    this.#areNotesDerived = await this.notes.areDerived();
  }

  /** Whether the present decoder derived everything, as of the last `refresh`. */
  get isDerived(): boolean {
    return this.#isDerived && this.#areNotesDerived;
  }

  /** As of the last `refresh`. */
  lastStatus(): AccountStatus {
    return this.#status;
  }

  coverage(interval: Interval): Promise<readonly Covered[]> {
    return this.store.coverage(interval);
  }

  /** The earliest fetch in an interval, in milliseconds since the epoch; null unless all of it is covered. */
  fetchOfWhole(interval: Interval): Promise<number | null> {
    return this.store.fetchOfWhole(interval);
  }

  count(interval: Interval, most: number): Promise<number> {
    return this.store.count(interval, most);
  }

  /** The number of an interval's calls; null unless all of it is covered. */
  countWhole(interval: Interval): Promise<number | null> {
    return this.store.countWhole(interval);
  }

  /**
   * The sums of each group; null unless all of the interval is covered, and if another version of the decoder derived the
   * columns, so that calls must be read.
   */
  async sums(query: Omit<SumQuery, 'version'>): Promise<readonly GroupSums[] | null> {
    return this.#isDerived ? this.store.sums({ ...query, version: this.decoder.version }) : null;
  }

  async page(query: PageQuery): Promise<ArchivedPage> {
    const { rows, fetchedAt } = await this.#rows(query);
    const next = rows.length < query.limit ? null : (rows.at(-1) ?? null);
    return { calls: await this.#decoded(rows), next, fetchedAt };
  }

  /** Uses columns and keys only if the present decoder derived all of them: another process may be of another release. */
  async #rows({ criteria, ...query }: PageQuery): Promise<ReadRows> {
    const { version } = this.decoder;
    if (criteria !== null && this.#isDerived) {
      const keys = keysOfCriteria(criteria, this.country);
      const read = await this.store.calls({ ...query, version, keys, criteria });
      if (read.isDerived) return read;
    }
    return this.store.calls({ ...query, version, keys: null, criteria: null });
  }

  /** The calls with these uuids; those that aren't archived are absent. Sends one query. */
  async byUuid(uuids: readonly string[], interval: Interval | null = null): Promise<FoundCalls> {
    const { rows, wholeFetchedAt } = await this.store.byUuid(uuids, interval);
    const found = new Map<string, ArchivedCall>();
    for (const { record, fetchedAt } of rows) {
      const call = this.decoder.decodeCall(parseJson(record));
      if (call !== null) found.set(call.uuid, { call, fetchedAt });
    }
    return { found, wholeFetchedAt };
  }

  /** Shared by concurrent callers, because counting a million calls is slow. */
  status(): Promise<ArchiveStatus> {
    this.#reading ??= this.#readStatus().finally(() => (this.#reading = null));
    return this.#reading;
  }

  /** Derives outdated columns, keys and words again. Until it resolves, queries read every call of their interval. */
  async rederive(): Promise<void> {
    await this.store.rederive(this.decoder);
    await this.notes.rederive();
    this.#isDerived = await this.store.isDerivedBy(this.decoder.version);
  }

  async #readStatus(): Promise<ArchiveStatus> {
    await this.refresh();
    const { syncedAt } = this.#status;
    const paused = this.failure ?? this.#status.paused;
    const main = this.#mainInterval();
    const { start, end } = main ?? { start: Infinity, end: -Infinity };
    const isWhole = syncedAt !== null && start <= this.since() && end >= this.now() - LATEST;
    return {
      from: this.from(),
      to: main?.end ?? null,
      ...(await this.store.size()),
      state: paused !== null ? 'PAUSED' : isWhole ? 'FOLLOWING' : 'BACKFILLING',
      pausedBy: paused,
      syncedAt,
    };
  }

  #mainInterval(): Interval | null {
    return mainInterval(this.#intervals, this.#status.syncedAt, this.now());
  }

  async #decoded(rows: readonly { readonly record: string }[]): Promise<readonly Call[]> {
    const calls = await mapInSlices(rows, ({ record }) => this.decoder.decodeCall(parseJson(record)));
    return calls.filter((call) => call !== null);
  }
}
