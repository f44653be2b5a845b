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
  /** For a connection: its number of items, and the cost of counting all of them per workspace. */
  readonly page?: { readonly length: number; readonly count: RangeCost };
  /** The objects of each type, if their types are known. */
  readonly ofType?: ReadonlyMap<string, Cardinality>;
}

/** The cost of what sends no request. */
export const FREE: RangeCost = { pages: 0, scannedCalls: 0 };
