import { setImmediate as othersTurn } from 'node:timers/promises';
import type { ArchiveStatus } from '../domain/archive/archive-status.js';
import type { Call, CallPosition } from '../domain/call.js';
import type { ArchiveCoverage, CallDecoder } from '../domain/archive/call-archive.js';
import type { Interval } from '../domain/interval.js';
import { AccountNotes } from './notes/account-notes.js';
import { parseJson } from '../json/parse-json.js';
import type { AccountStore } from './store/account-store.js';
import { keysOfCriteria } from './store/call-row.js';
import { type Covered, joined } from './store/coverage.js';
import type { CallQuery } from './store/read-calls.js';
import type { Recorder } from './recorder.js';

const ALL: Interval = { start: Number.MIN_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER };
/** No call history began before: what covers everything since then covers every call. */
export const FIRST_INSTANT = Date.UTC(2000, 0, 1);
/** Records that are decoded in one turn of the event loop. */
const SLICE = 200;

/** A page of archived calls. */
export interface ArchivedPage {
  readonly calls: readonly Call[];
  /** Where the next page begins; null if there is none. */
  readonly next: CallPosition | null;
}

export interface ArchivedCall {
  readonly call: Call;
  /** When its interval was fetched, in milliseconds since the epoch; null if it isn’t covered any more. */
  readonly fetchedAt: number | null;
}

export type PageQuery = Omit<CallQuery, 'keys'>;

/** The archive of one account, as domain objects. */
export class AccountArchive implements ArchiveCoverage {
  readonly notes: AccountNotes;
  /** Whether every call’s keys are those of the present decoder, so that calls may be found by them. */
  #hasKeys = false;
  #intervals: readonly Interval[] = [];
  #firstCall: number | null = null;

  constructor(
    private readonly store: AccountStore,
    private readonly decoder: CallDecoder,
    readonly recorder: Recorder,
    /** ISO 3166, whose national numbers the call history writes; null if it isn’t configured. */
    private readonly country: string | null,
  ) {
    this.notes = new AccountNotes(store.notes, decoder);
  }

  intervals(): readonly Interval[] {
    return this.#intervals;
  }

  from(): number | null {
    const last = this.#intervals.at(-1);
    return last === undefined || this.#firstCall === null ? null : Math.max(last.start, this.#firstCall);
  }

  hasEverything(): boolean {
    const [only, ...others] = this.#intervals;
    return only !== undefined && others.length === 0 && only.start <= FIRST_INSTANT;
  }

  /** Takes note of what is archived by now, whichever process did it. */
  async refresh(): Promise<void> {
    this.#intervals = joined(await this.store.coverage(ALL));
    this.#firstCall = await this.store.firstCall();
  }

  coverage(interval: Interval): Promise<readonly Covered[]> {
    return this.store.coverage(interval);
  }

  count(interval: Interval, most: number | null): Promise<number> {
    return this.store.count(interval, most);
  }

  async page(query: PageQuery): Promise<ArchivedPage> {
    const { criteria } = query;
    const keys = criteria !== null && this.#hasKeys ? keysOfCriteria(criteria, this.country) : null;
    const rows = await this.store.calls({ ...query, keys, criteria: this.#hasKeys ? criteria : null });
    const single = rows.filter(({ uuid }, index) => rows[index - 1]?.uuid !== uuid);
    const last = rows.at(-1);
    const next = rows.length < query.limit || last === undefined ? null : last;
    return { calls: await this.#decoded(single), next };
  }

  /** The calls of these uuids; one that isn’t archived is absent. One query. */
  async byUuid(uuids: readonly string[]): Promise<ReadonlyMap<string, ArchivedCall>> {
    const found = new Map<string, ArchivedCall>();
    for (const { record, fetchedAt } of await this.store.byUuid(uuids)) {
      const call = this.decoder.decodeCall(parseJson(record));
      if (call !== null) found.set(call.uuid, { call, fetchedAt });
    }
    return found;
  }

  async status(): Promise<ArchiveStatus> {
    await this.refresh();
    const { syncedAt, paused } = await this.store.status();
    const isWhole = syncedAt !== null && this.#intervals.length === 1;
    return {
      from: this.from(),
      to: this.#intervals.at(-1)?.end ?? null,
      ...(await this.store.size()),
      state: paused !== null ? 'PAUSED' : isWhole ? 'FOLLOWING' : 'BACKFILLING',
      pausedBy: paused,
      syncedAt,
    };
  }

  /** Brings what is derived from records up to date; until then calls are found by reading all of them. */
  async rederive(): Promise<void> {
    await this.store.rederive(this.decoder);
    await this.notes.rederive();
    this.#hasKeys = true;
  }

  async #decoded(rows: readonly { readonly record: string }[]): Promise<readonly Call[]> {
    const calls: Call[] = [];
    for (let at = 0; at < rows.length; at += SLICE) {
      if (at > 0) await othersTurn();
      for (const { record } of rows.slice(at, at + SLICE)) {
        const call = this.decoder.decodeCall(parseJson(record));
        if (call !== null) calls.push(call);
      }
    }
    return calls;
  }
}
