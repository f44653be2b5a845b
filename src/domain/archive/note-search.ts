import type { Call } from '../call.js';
import type { Note } from '../note.js';

/** A search over the notes of a workspace's call history. */
export interface NoteSearch {
  /** Each of its words must begin a word of the note, compared as by `foldText`. */
  readonly text: string;
  /** When the notes' calls began, in milliseconds since the epoch: `from` is inclusive, `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** The note after which the page begins; null for the first page. */
  readonly after: NotePosition | null;
  readonly limit: number;
}

/** A note's position in the order of a search. */
export type NotePosition = Pick<Note, 'createdAt' | 'uuid'>;

/** A page of the notes that a search finds, newest first. */
export interface FoundNotes {
  readonly notes: readonly FoundNote[];
  readonly hasMore: boolean;
  /** The number of notes on all pages. */
  readonly count: () => Promise<number>;
}

/** A note and its call, which are read together. */
export interface FoundNote {
  readonly note: Note;
  readonly call: Call;
}
