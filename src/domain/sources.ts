import type { Awaitable } from './awaitable.js';
import type { Call, CallLocation, CallOrder, CallPosition, TimeRange } from './call.js';
import type { ArchiveCoverage, CallDecoder } from './call-archive.js';
import type { CallCriteria } from './call-criteria.js';
import type { Client, ClientChanges } from './client.js';
import type { Extension } from './extension.js';
import type { Note } from './note.js';

/*
 * What a provider offers to the graph. Every method rejects with an UpstreamError
 * where the provider fails, and stops its requests when `signal` aborts.
 */

/** One company's phone system; a provider that isn't configured is null. */
export interface Workspace {
  readonly id: string;
  readonly extensions: ExtensionSource | null;
  readonly client: ClientSource | null;
  readonly calls: CallSource | null;
}

export interface ExtensionSource {
  /** Every extension of the workspace, in the provider's order. One request. */
  extensions(signal: AbortSignal): Awaitable<readonly Extension[]>;
}

export interface ClientSource {
  /** The workspace's client, or null where the provider knows none. One request. */
  client(signal: AbortSignal): Awaitable<Client | null>;
  /** Changes the named fields and no others; the client as the provider then returned it. Never sent twice. */
  updateClient(changes: ClientChanges, signal: AbortSignal): Promise<ClientUpdate>;
}

/** INVALID: the provider refuses one of the values. NOT_PERMITTED: it doesn't let this application write one of the fields. */
export type ClientUpdate =
  | { readonly outcome: 'UPDATED'; readonly client: Client }
  | { readonly outcome: 'INVALID' }
  | { readonly outcome: 'NOT_PERMITTED' }
  | { readonly outcome: 'NOT_FOUND' };

export interface CallSource {
  /** A view of the call history for one operation: what it has read once it doesn't ask for again. */
  openHistory(signal: AbortSignal): CallHistory;
  /** What of it is archived; absent without an archive. */
  readonly archived?: ArchiveCoverage | undefined;
}

/** A call history whose records can be archived and read again. */
export interface RecordedCallSource extends CallSource {
  readonly decoder: CallDecoder;
}

export interface CallHistory {
  /** IANA name of the zone in which the workspace's hours and days begin. */
  readonly timezone: string;
  /**
   * The calls of a range in batches, every call once: the batches and the calls within each one
   * are in the asked order (`startedAt`, then uuid). A batch costs about one request; batches that
   * nobody asks for cost nothing. Calls that don't meet the criteria may be left out.
   */
  walk(range: TimeRange, order: CallOrder, criteria?: CallCriteria | null): AsyncIterable<readonly Call[]>;
  /** How many calls the range holds, null where it can't be known. Costs nothing where a walk's answers already tell. */
  count(range: TimeRange): Promise<number | null>;
  /** The calls at these locations, by uuid; one that is not there is absent. Near ones share a request. */
  find(locations: readonly CallLocation[]): Promise<ReadonlyMap<string, Call>>;
  /** The calls that began at these instants, by uuid; one that is not there is absent. Near ones share a request. */
  findAt(positions: readonly CallPosition[]): Promise<ReadonlyMap<string, Call>>;
  /**
   * The call of this uuid: one seen lately, or one that has notes; null where it is known that there is none.
   * CallNotLocatedError where nobody can say where it is.
   */
  findByUuid(uuid: string): Promise<Call | null>;
  /** The notes of one call, deleted ones among them, oldest first. At most one request for a call. */
  notes(call: CallLocation): Awaitable<readonly Note[]>;
}
