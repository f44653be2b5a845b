import type { RangeCost } from './call-pages.js';

/** The objects of one type that an operation meets at one place of its document, at most. */
export interface Cardinality {
  /** How often an object is met: each one counts again for every way that leads to it. */
  readonly objects: number;
  /** Different entities among them, or different ones that they are a part of. */
  readonly entities: number;
  /** The workspaces that they may be of. */
  readonly workspaces: readonly string[];
  /** Of notes: the different calls that they are written on. */
  readonly calls?: number;
  /** Whether a note's call has been read before the note. */
  readonly callRead?: boolean;
  /** Whether a call's notes have been read before. */
  readonly notesRead?: boolean;
  /** Of a connection: how many items it has, and what counting all of them costs a workspace. */
  readonly page?: { readonly length: number; readonly count: RangeCost };
  /** Where the types of the objects are known: those of each type. */
  readonly ofType?: ReadonlyMap<string, Cardinality>;
}

export const NOTHING: Cardinality = { objects: 0, entities: 0, workspaces: [] };
export const FREE: RangeCost = { pages: 0, scannedCalls: 0 };
