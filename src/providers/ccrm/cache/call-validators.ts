import type {
  Call,
  CallAgent,
  CallContactOrganisation,
  CallContactPerson,
  CallDirection,
  CallFlag,
  CallParty,
  CallPartyKind,
  CallPhoneNumber,
  CallRouting,
  CallService,
  CallStatus,
  CallUser,
  InternalNumber,
} from '../../../domain/call.js';
import type { NoteFile, NoteOfCall, NoteStatus } from '../../../domain/note.js';
import {
  type Check,
  either,
  isFlag,
  isRecord,
  isText,
  isWhole,
  listOf,
  nullOr,
  only,
  shapeOf,
  wordOf,
} from '../../../upstream/redis/validators.js';
import type { NotesOfCall } from '../notes/notes-of-call.js';

const text = nullOr(isText);

const isUser = shapeOf<CallUser>({ uuid: text, firstName: text, lastName: text });

const isPerson = shapeOf<CallContactPerson>({
  kind: only('CallContactPerson'),
  uuid: isText,
  firstName: text,
  lastName: text,
  avatar: text,
});

const isOrganisation = shapeOf<CallContactOrganisation>({
  kind: only('CallContactOrganisation'),
  uuid: isText,
  name: text,
  avatar: text,
});

const isPartyOf = (workspace: string, country: string | null): Check<CallParty> =>
  shapeOf<CallParty>({
    kind: wordOf<CallPartyKind>({ PERSON: true, ORGANISATION: true, UNKNOWN: true }),
    phone: nullOr(shapeOf<CallPhoneNumber>({ formatted: text, raw: text, country: only(country) })),
    contact: nullOr(either(isPerson, isOrganisation)),
    colleague: nullOr(shapeOf<InternalNumber>({ workspace: only(workspace), internalNumber: isText })),
  });

/** Whether a value is a call of this workspace, read for this country. */
export function isCallOf(workspace: string, country: string | null): Check<Call> {
  const isParty = isPartyOf(workspace, country);
  return shapeOf<Call>({
    kind: only('Call'),
    workspace: only(workspace),
    uuid: isText,
    localDate: isText,
    startedAt: isWhole,
    durationSeconds: isWhole,
    direction: wordOf<CallDirection>({ INBOUND: true, OUTBOUND: true, INTERNAL: true, UNKNOWN: true }),
    status: wordOf<CallStatus>({ ANSWERED: true, NO_ANSWER: true, BUSY: true, UNKNOWN: true }),
    service: wordOf<CallService>({ CALL: true, SMS: true, FAX: true, UNKNOWN: true }),
    routing: wordOf<CallRouting>({ QUEUE: true, NO_QUEUE: true, INTERNAL: true, UNKNOWN: true }),
    destination: text,
    cost: nullOr(isWhole),
    costAmount: nullOr(isText),
    from: listOf(isParty),
    to: listOf(isParty),
    externalParty: nullOr(isParty),
    smsText: text,
    flags: listOf(shapeOf<CallFlag>({ uuid: isText, name: isText, color: text, relationUuid: text })),
    hasNotes: isFlag,
    noteCount: isWhole,
    agents: listOf(
      shapeOf<CallAgent>({ workspace: only(workspace), internalNumber: isText, user: nullOr(isUser) }),
    ),
  });
}

/** Whether a value is the notes of a call of this workspace, at least one. */
export function areNotesOf(workspace: string): Check<NotesOfCall> {
  const isFile = shapeOf<NoteFile>({
    uuid: isText,
    name: text,
    extension: text,
    mimeType: text,
    sizeBytes: nullOr(isWhole),
    description: text,
    relatedTo: text,
    uploadedAt: nullOr(isWhole),
  });
  const isNote = shapeOf<NoteOfCall>({
    kind: only('Note'),
    workspace: only(workspace),
    uuid: isText,
    text: isText,
    content: nullOr(isRecord),
    createdAt: isWhole,
    author: nullOr(isUser),
    status: wordOf<NoteStatus>({ ACTIVE: true, DELETED: true }),
    pinned: isFlag,
    edited: isFlag,
    files: listOf(isFile),
    person: nullOr(isPerson),
    organisation: nullOr(isOrganisation),
  });
  const notesOfCall = shapeOf<NotesOfCall>({ notes: listOf(isNote), callDates: listOf(isWhole) });
  return (value): value is NotesOfCall => notesOfCall(value) && value.notes.length > 0;
}
