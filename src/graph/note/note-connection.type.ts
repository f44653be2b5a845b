import type { Note } from '../../domain/note.js';
import { noteItems } from '../cost/field-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { NoteType } from './note.type.js';

export type NoteConnection = Connection<Note>;

export const NoteConnection = connectionType<Note>({
  kind: 'Note',
  item: () => NoteType,
  description: 'A page of the notes that a search finds, newest first.',
  itemCost: noteItems,
  totalCount: { description: 'The number of notes that the search finds, on all pages.' },
});
