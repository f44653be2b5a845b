import type { OperationScope } from './operation/operation-scope.js';
import type { Awaitable } from './awaitable.js';
import type { Call, CallKey, CallLocation, CallOrder, TimeRange } from './call.js';
import type { ArchiveCoverage, CallDecoder } from './archive/call-archive.js';
import type { ArchiveStatus } from './archive/archive-status.js';
import type { CallCriteria } from './call-criteria.js';
import type { CallGroupKey, CallsOrSums } from './call-sums.js';
import type { Client, ClientChanges } from './client.js';
import type { Extension } from './extension.js';
import type { Note } from './note.js';
import type { FoundNotes, NoteSearch } from './archive/note-search.js';

/*
 * The interfaces that providers implement for the graph. Every method rejects with an UpstreamError if the provider
 * fails, and cancels its requests when the operation is over.
 */

/** One company's phone system. A source is null if its provider isn't configured. */
export interface Workspace {
  readonly id: string;
  readonly extensions: ExtensionSource | null;
  readonly client: ClientSource | null;
  readonly calls: CallSource | null;
}

/** A workspace's extensions. */
export interface ExtensionSource {
  /** Every extension of the workspace, in the provider's order. One request. */
  extensions(scope: OperationScope): Awaitable<readonly Extension[]>;
}

/** A workspace's client. */
export interface ClientSource {
  /** The workspace's client; null if the provider has none. One request. */
  client(scope: OperationScope): Awaitable<Client | null>;
  /**
   * Changes only the given fields, and returns the client as the provider then has it. If the provider may have made
   * the change, rejects with OutcomeUnknownError instead of retrying.
   */
  updateClient(changes: ClientChanges, scope: OperationScope): Promise<ClientUpdate>;
}

/** INVALID: the provider rejects one of the values. NOT_PERMITTED: this application may not write one of the fields. */
export type ClientUpdate =
  | { readonly outcome: 'UPDATED'; readonly client: Client }
  | { readonly outcome: 'INVALID' }
  | { readonly outcome: 'NOT_PERMITTED' }
  | { readonly outcome: 'NOT_FOUND' };

/** A workspace's calls and notes. */
export interface CallSource {
  /** Opens the call history for one operation. It never requests the same calls twice. */
  openHistory(scope: OperationScope): CallHistory;
  /** The archived part of the call history; undefined without an archive. */
  readonly archived?: ArchiveCoverage | undefined;
}

/** A call source whose records can be archived and decoded again. */
export interface RecordedCallSource extends CallSource {
  readonly decoder: CallDecoder;
}

/** `criteria` may only have conditions that the archive's columns decide: no number, contact or flag. */
type Summarise = (
  range: TimeRange,
  groups: readonly CallGroupKey[],
  criteria: CallCriteria | null,
) => AsyncIterable<CallsOrSums>;

/** A workspace's calls and notes, read for one operation. */
export interface CallHistory {
  /** IANA name of the zone in which the workspace's hours and days begin. */
  readonly timezone: string;
  /**
   * The calls of a range in batches, each call once. The batches and the calls within them are in the requested order
   * (`startedAt`, then uuid). A batch costs about one request and is fetched only when the consumer requests it. Calls
   * that don't meet the criteria may be skipped.
   */
  walk(range: TimeRange, order: CallOrder, criteria?: CallCriteria | null): AsyncIterable<readonly Call[]>;
  /**
   * The totals, per group, of the calls of a range that meet the criteria; for parts without known totals, the calls,
   * some of which may not meet the criteria. Undefined if the calls must be walked. The groups must not overlap.
   */
  readonly summarise?: Summarise | undefined;
  /** The number of calls in the range; null if it can't be determined. Sends no request if a walk has already determined it. */
  count(range: TimeRange): Promise<number | null>;
  /**
   * The calls of these keys, or why they can't be read, by uuid; a missing call is absent. Keys close in time share a
   * request.
   */
  find(keys: readonly CallKey[]): Promise<ReadonlyMap<string, Call | Error>>;
  /**
   * The call with this uuid, if it was seen recently, has notes or is archived; null if it certainly doesn't exist.
   * CallNotLocatedError if it can't be located.
   */
  findByUuid(uuid: string): Promise<Call | null>;
  /** The notes of one call, including deleted ones, oldest first. At most one request per call. */
  notes(call: CallLocation): Awaitable<readonly Note[]>;
  /**
   * A page of the notes that a search finds. ArchiveRequiredError without an archive; ArchiveIncompleteError if the
   * archive doesn't cover the whole range.
   */
  searchNotes(search: NoteSearch): Promise<FoundNotes>;
  /** The archive's progress; null without an archive. ArchiveError if its database fails. */
  archiveStatus(): Promise<ArchiveStatus | null>;
}
