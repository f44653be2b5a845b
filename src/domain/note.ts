import type { CallContactOrganisation, CallContactPerson, CallLocation, CallUser } from './call.js';

export type NoteStatus = 'ACTIVE' | 'DELETED';

/** A note that a CRM user wrote on a call. */
export interface Note {
  readonly kind: 'Note';
  readonly workspace: string;
  readonly uuid: string;
  /** Plain text, one line per block. */
  readonly text: string;
  /** The Draft.js raw content, not validated further; null if the provider sent plain text. */
  readonly content: Readonly<Record<string, unknown>> | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly author: CallUser | null;
  readonly status: NoteStatus;
  readonly pinned: boolean;
  readonly edited: boolean;
  readonly files: readonly NoteFile[];
  readonly person: CallContactPerson | null;
  readonly organisation: CallContactOrganisation | null;
  readonly call: CallLocation;
}

/** A note without its call, whose location only the call history knows. */
export type NoteOfCall = Omit<Note, 'call'>;

/** A file that is attached to a note, without its content. */
export interface NoteFile {
  readonly uuid: string;
  readonly name: string | null;
  readonly extension: string | null;
  readonly mimeType: string | null;
  readonly sizeBytes: number | null;
  readonly description: string | null;
  readonly relatedTo: string | null;
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number | null;
}
