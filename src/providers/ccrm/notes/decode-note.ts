import type { NoteFile, NoteOfCall, NoteStatus } from '../../../domain/note.js';
import { asUuid } from '../../../domain/uuid.js';
import { enumKey, flag, integer, isNothing, text } from '../../../json/decode.js';
import { fieldReader } from '../../../upstream/field-reader.js';
import type { Anomalies } from '../../../upstream/anomalies.js';
import { decodeUser, type DecodeContext } from '../decode-call.js';
import { decodeOrganisation, decodePerson } from '../decode-party.js';
import { readDate } from '../record-date.js';
import { ccrmRecord, onlyRecord } from '../record-fields.js';
import { readNoteText } from './draft-content.js';

/** Decodes a note of a call; null if it has no readable uuid or date. */
export function decodeNote(value: unknown, context: DecodeContext): NoteOfCall | null {
  const fields = ccrmRecord(value);
  const uuid = asUuid(text(fields?.['uuid']) ?? '');
  const created = readDate(fields?.['created'], context.clock);
  if (fields === null || uuid === null || created === null) return null;
  const { anomalies } = context;
  const read = fieldReader(fields, anomalies);
  return {
    kind: 'Note',
    workspace: context.workspace,
    uuid,
    ...readNoteText(fields['text'], anomalies),
    createdAt: created.instant,
    author: read.value('user', (user) => decodeUser(user, anomalies)),
    status: decodeStatus(fields['status'], anomalies),
    pinned: read.value('pin', flag) === true,
    edited: read.value('edit', flag) === true,
    files: read.items('files', (file) => decodeFile(file, context)),
    person: read.value('person', (person) => decodePerson(person, anomalies)),
    organisation: read.value('organisation', (value) => decodeOrganisation(value, anomalies)),
  };
}

/**
 * The possible start times of a note's call in the call history, in milliseconds since the epoch, most likely first;
 * empty without a date. Reads a zoneless date as UTC, as in the documentation's example, and then as local time.
 */
export function decodeNoteCallDates(value: unknown, { clock, anomalies }: DecodeContext): readonly number[] {
  const call = fieldReader(onlyRecord(ccrmRecord(value)?.['call']) ?? {}, anomalies);
  const date = call.value('callDate', (written) => readDate(written, clock));
  if (date === null) return [];
  if (date.zoned) return clock.instantsOf(date.local);
  const utc = Date.parse(`${date.local.replace(' ', 'T')}Z`);
  // In the repeated hour, the call history's date is read as the earlier instant.
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

/** ACTIVE if the status is missing. Reports an unknown word and returns DELETED, as documented. */
function decodeStatus(value: unknown, anomalies: Anomalies): NoteStatus {
  const isThere = flag(value);
  if (isThere !== null) return isThere ? 'ACTIVE' : 'DELETED';
  const status = STATUSES.get(enumKey(value));
  if (status === undefined || (text(value) === null && !isNothing(value))) {
    anomalies.unknownValue('status', value);
  }
  return status ?? 'DELETED';
}

function decodeFile(value: unknown, context: DecodeContext): NoteFile | null {
  const read = fieldReader(onlyRecord(value) ?? {}, context.anomalies);
  const uuid = read.value('uuid', text);
  if (uuid === null) return null;
  return {
    uuid,
    name: read.value('fileName', text),
    extension: read.value('fileExtension', text),
    mimeType: read.value('mimeType', text),
    sizeBytes: read.value('fileSize', integer),
    description: read.value('fileDescription', text),
    relatedTo: read.value('relatedTo', text),
    uploadedAt: read.value('uploadedAt', (date) => readDate(date, context.clock)?.instant ?? null),
  };
}
