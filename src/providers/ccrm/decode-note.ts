import type { CallContactOrganisation, CallContactPerson } from '../../domain/call.js';
import type { Note, NoteFile, NoteStatus } from '../../domain/note.js';
import { asUuid } from '../../domain/uuid.js';
import { enumKey, flag, integer, list, text } from '../../upstream/decode.js';
import type { Oddities } from '../../upstream/oddities.js';
import { decodeUser, type DecodeContext } from './decode-call.js';
import { readNoteText } from './draft-content.js';
import { readDate } from './record-date.js';
import { ccrmRecord } from './record-fields.js';

/** A note without its call, whose location only the call history knows. */
export type NoteOfCall = Omit<Note, 'call'>;

/** Reads a note of a call; null where it has no uuid or no date that can be read. */
export function decodeNote(value: unknown, context: DecodeContext): NoteOfCall | null {
  const fields = ccrmRecord(value);
  const uuid = asUuid(text(fields?.['uuid']) ?? '');
  const created = readDate(fields?.['created'], context.clock);
  if (fields === null || uuid === null || created === null) return null;
  return {
    kind: 'Note',
    workspace: context.workspace,
    uuid,
    ...readNoteText(fields['text']),
    createdAt: created.instant,
    author: decodeUser(fields['user']),
    status: decodeStatus(fields['status'], context.oddities),
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
  const date = readDate(ccrmRecord(ccrmRecord(value)?.['call'])?.['callDate'], clock);
  if (date === null) return [];
  if (date.zoned) return clock.instantsOf(date.local);
  const utc = Date.parse(`${date.local.replace(' ', 'T')}Z`);
  // In the repeated hour the call history's own date is read as the earlier one.
  return [clock.instantOf(clock.dateOf(utc)) ?? utc, date.instant];
}

const STATUSES = new Map<string, NoteStatus>([
  ['', 'ACTIVE'],
  ['exist', 'ACTIVE'],
  ['exists', 'ACTIVE'],
  ['active', 'ACTIVE'],
  ['deleted', 'DELETED'],
  ['delete', 'DELETED'],
  ['removed', 'DELETED'],
]);

/** A note that doesn't say otherwise is there; a word that isn't known means, as documented, that it is deleted. */
function decodeStatus(value: unknown, oddities: Oddities): NoteStatus {
  const status = STATUSES.get(enumKey(value));
  if (status === undefined) oddities.unknownValue('status', value);
  return status ?? 'DELETED';
}

/** Bytes; null if they aren't told, or are more than an Int of GraphQL holds. */
function decodeSize(value: unknown, oddities: Oddities): number | null {
  const size = integer(value);
  if (size === null && value !== undefined && value !== null) oddities.unknownValue('fileSize', null);
  return size;
}

function decodeFile(value: unknown, context: DecodeContext): NoteFile | null {
  const fields = ccrmRecord(value);
  const uuid = text(fields?.['uuid']);
  if (fields === null || uuid === null) return null;
  return {
    uuid,
    name: text(fields['fileName']),
    extension: text(fields['fileExtension']),
    mimeType: text(fields['mimeType']),
    sizeBytes: decodeSize(fields['fileSize'], context.oddities),
    description: text(fields['fileDescription']),
    relatedTo: text(fields['relatedTo']),
    uploadedAt: readDate(fields['uploadedAt'], context.clock)?.instant ?? null,
  };
}

function decodePerson(value: unknown): CallContactPerson | null {
  const fields = ccrmRecord(value);
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
  const fields = ccrmRecord(value);
  const uuid = text(fields?.['uuid']);
  if (fields === null || uuid === null) return null;
  return {
    kind: 'CallContactOrganisation',
    uuid,
    name: text(fields['name']),
    avatar: text(fields['avatar']),
  };
}
