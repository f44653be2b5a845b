import type { Call } from '../../domain/call.js';
import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { Interval } from '../../domain/interval.js';
import type { FoundNote, NotePosition } from '../../domain/archive/note-search.js';
import { parseJson } from '../../json/parse-json.js';
import type { NoteStore } from './note-store.js';
import type { PendingNotes } from './pending-notes.js';
import type { NoteRow, SearchedNotes } from './search-notes.js';

/** A page of archived notes. */
export interface NotePage {
  readonly notes: readonly FoundNote[];
  /** Where the next page begins; null if there is none. */
  readonly next: NotePosition | null;
  /** The earliest request of any of these notes, in milliseconds since the epoch; Infinity without any. */
  readonly fetchedAt: number;
}

/** The archived notes of one account, as domain objects. */
export class AccountNotes {
  constructor(
    private readonly store: NoteStore,
    private readonly decoder: CallDecoder,
  ) {}

  async page(search: SearchedNotes): Promise<NotePage> {
    const rows = await this.store.search(search);
    const next = rows.length < search.limit ? null : (rows.at(-1) ?? null);
    const fetchedAt = rows.reduce((oldest, row) => Math.min(oldest, row.fetchedAt), Infinity);
    return { notes: rows.flatMap((row) => this.#decoded(row)), next, fetchedAt };
  }

  count(search: SearchedNotes): Promise<number> {
    return this.store.count(search);
  }

  /** At most `limit` calls whose notes must be read, newest first, except these uuids. */
  async pending(limit: number, without: readonly string[]): Promise<readonly Call[]> {
    const rows = await this.store.pending(limit, without);
    return rows.flatMap(({ record }) => this.decoder.decodeCall(parseJson(record)) ?? []);
  }

  pendingWithin(interval: Interval): Promise<PendingNotes> {
    return this.store.pendingWithin(interval);
  }

  /** Whether the present decoder derived every note's words: a search misses those that another one derived. */
  areDerived(): Promise<boolean> {
    return this.store.isDerivedBy(this.decoder.version);
  }

  rederive(): Promise<void> {
    return this.store.rederive(this.decoder);
  }

  #decoded(row: NoteRow): readonly FoundNote[] {
    const call = this.decoder.decodeCall(parseJson(row.call));
    const note = this.decoder.decodeNote(parseJson(row.record));
    if (call === null || note === null) return [];
    const { workspace, uuid, localDate } = call;
    return [{ call, note: { ...note, call: { workspace, uuid, localDate } } }];
  }
}
