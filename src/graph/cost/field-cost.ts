import type { ArchiveCoverage } from '../../domain/archive/call-archive.js';
import type { Workspace } from '../../domain/sources.js';
import { DEFAULT_PAGE, MAX_PAGE } from '../input/page-size.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import type { RangeCost } from './call-pages.js';

/** The maximum number of objects of one type at one position of an operation's document. */
export interface Cardinality {
  /** Occurrences: an object counts once for every path that leads to it. */
  readonly objects: number;
  /** Distinct entities among them, or distinct entities that they are part of. */
  readonly entities: number;
  /** The workspaces that they may belong to. */
  readonly workspaces: readonly string[];
  /** For notes: the number of distinct calls that they belong to. */
  readonly calls?: number;
  /** Whether a note's call is read before the note. */
  readonly callRead?: boolean;
  /** Whether a call's notes have already been read. */
  readonly notesRead?: boolean;
  /** For a connection: its number of items, and the cost of counting all of them, which is free if absent. */
  readonly page?: { readonly length: number; readonly costOfCount?: () => RangeCost };
  /** The objects of each type, if their types are known. */
  readonly ofType?: ReadonlyMap<string, Cardinality>;
}

/** Charges for a field. */
export interface Charge {
  /** Requests to a provider. */
  requests(provider: Provider, count: number): void;
  /**
   * Requests for data that an operation reads only once: `requestsEach` for each key that hasn't been charged before.
   */
  once(provider: Provider, keys: readonly string[], requestsEach?: number): void;
  /** Scanned calls, whether or not the response includes them. */
  scannedCalls(calls: number): void;
}

/** A field at one position of an operation, whose cost is estimated. */
export interface FieldAt {
  /** As the resolver receives them. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly cardinality: Cardinality;
  readonly charge: Charge;
  readonly archives: Archives;
}

/** The workspaces that a caller sees, by id. */
export type VisibleWorkspaces = ReadonlyMap<string, Pick<Workspace, 'calls'>>;

/** The archived part of a workspace's call history, which costs no requests; undefined without an archive. */
export type Archives = (workspace: string) => ArchiveCoverage | undefined;

/** Charges for a field and returns the cardinality of its value. */
export type FieldCost = (field: FieldAt) => Cardinality;

/** The named workspace, or the only one. */
export function inWorkspace(field: FieldAt): FieldAt {
  const { workspace } = field.args;
  const workspaces = typeof workspace === 'string' ? [workspace] : field.cardinality.workspaces.slice(0, 1);
  return { ...field, cardinality: { ...field.cardinality, workspaces } };
}

/** The maximum number of items of a page. */
export function pageLength({ args: { first } }: FieldAt, otherwise = DEFAULT_PAGE): number {
  return typeof first === 'number' ? Math.min(Math.max(first, 1), MAX_PAGE) : otherwise;
}
