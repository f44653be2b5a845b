import type { CallContactOrganisation, CallContactPerson } from '../../domain/call.js';
import type { Note, NoteFile } from '../../domain/note.js';
import { asUuid } from '../../domain/uuid.js';
import { enumKey, flag, integer, list, record, text } from '../../upstream/decode.js';
import { decodeUser, type DecodeContext } from './decode-call.js';
import { readNoteText } from './draft-content.js';

/** A note without its call, whose location only the call history knows. */
export type NoteOfCall = Omit<Note, 'call'>;

/** Reads a note of a call; null where it has no uuid or no date that can be read. */
export function decodeNote(value: unknown, context: DecodeContext): NoteOfCall | null {
  const fields = record(value);
  const uuid = asUuid(text(fields?.['uuid']) ?? '');
  const createdAt = context.clock.instantOf(text(fields?.['created']) ?? '');
  if (fields === null || uuid === null || createdAt === null) return null;
  return {
    kind: 'Note',
    workspace: context.workspace,
    uuid,
    ...readNoteText(fields['text']),
    createdAt,
    author: decodeUser(fields['user']),
    status: enumKey(fields['status']) === 'exist' ? 'ACTIVE' : 'DELETED',
    pinned: flag(fields['pin']) === true,
    edited: flag(fields['edit']) === true,
    files: list(fields['files'])
      .map((file) => decodeFile(file, context))
      .filter((file) => file !== null),
    person: decodePerson(fields['person']),
    organisation: decodeOrganisation(fields['organisation']),
  };
}

/**
 * When the call history may have a note's call, as instants to look at: the documents' example is UTC,
 * which is inferred, so the local reading comes second.
 */
export function decodeNoteCallDates(value: unknown, { clock }: DecodeContext): number[] {
  const date = text(record(record(value)?.['call'])?.['callDate']);
  const local = date === null ? null : clock.instantOf(date);
  if (date === null || local === null) return [];
  const utc = Date.parse(`${date.replace(' ', 'T')}Z`);
  // In the repeated hour the call history's own date is read as the earlier one.
  return [clock.instantOf(clock.dateOf(utc)) ?? utc, local];
}

function decodeFile(value: unknown, context: DecodeContext): NoteFile | null {
  const fields = record(value);
  const uuid = text(fields?.['uuid']);
  if (fields === null || uuid === null) return null;
  return {
    uuid,
    name: text(fields['fileName']),
    extension: text(fields['fileExtension']),
    mimeType: text(fields['mimeType']),
    sizeBytes: integer(fields['fileSize']),
    description: text(fields['fileDescription']),
    relatedTo: text(fields['relatedTo']),
    uploadedAt: context.clock.instantOf(text(fields['uploadedAt']) ?? ''),
  };
}

function decodePerson(value: unknown): CallContactPerson | null {
  const fields = record(value);
  const uuid = text(fields?.['uuid']);
  if (fields === null || uuid === null) return null;
  return {
    kind: 'CallContactPerson',
    uuid,
    firstName: text(fields['firstName']),
    lastName: text(fields['lastName']),
    avatar: text(fields['avatar']),
  };
}

function decodeOrganisation(value: unknown): CallContactOrganisation | null {
  const fields = record(value);
  const uuid = text(fields?.['uuid']);
  if (fields === null || uuid === null) return null;
  return {
    kind: 'CallContactOrganisation',
    uuid,
    name: text(fields['name']),
    avatar: text(fields['avatar']),
  };
}
