import type { WireCall, WireNote } from '../wire.js';
import type { Company } from './calls/call-record.js';
import type { CallPlace } from './calls/call-uuid.js';
import type { Contact } from './contacts.js';
import { later, utcDate } from './local-time.js';
import { madeNoteText } from './note-texts.js';
import { oddList } from './odd-forms.js';
import { Random } from './random.js';

const FILES = [
  ['umowa', 'pdf', 'application/pdf', 'Podpisana umowa'],
  ['zdjęcie uszkodzenia', 'jpg', 'image/jpeg', 'Zdjęcie od klienta'],
  ['oferta', 'docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', null],
  ['cennik', 'xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ''],
] as const;

/**
 * The notes of a made-up call, oldest first: none to four if the call says that it has notes. `created` and
 * `uploadedAt` are local time, `call.callDate` is UTC.
 */
export function noteRecords(company: Company, place: CallPlace, call: WireCall): readonly WireNote[] {
  if (call.note === 0) return [];
  const random = new Random(company.seed, 6, place.day, place.index);
  const count = random.weighted([
    [0, 5],
    [1, 55],
    [2, 25],
    [3, 10],
    [4, 5],
  ]);
  const linked = random.chance(40) ? random.pick(company.contacts) : null;
  let created = later(call.callDate, Number(call.duration));
  return Array.from({ length: count }, () => {
    created = later(created, random.integer(30, 3000));
    const author = random.pick(company.users);
    return {
      text: madeNoteText(random),
      created,
      uuid: random.uuid(),
      user: { firstName: author.firstName, lastName: author.lastName, uuid: author.authorUuid },
      status: random.chance(9) ? 'deleted' : 'exist',
      call: callOfNote(random, call, company.contacts),
      organisation: organisation(linked),
      person: person(linked),
      pin: random.chance(10) ? 1 : 0,
      files: oddList(random, madeFiles(random, created)),
      edit: random.chance(20) ? 1 : 0,
    };
  });
}

function callOfNote(random: Random, call: WireCall, contacts: readonly Contact[]): Record<string, unknown> {
  const { uuid, callDate, callDirection, service } = call;
  const external = JSON.stringify(call.externalNumber);
  const number = contacts.find((contact) => external.includes(contact.number.formatted))?.number;
  const national = number?.digits.replace(/^(48|49|972)/, '');
  const externalNumber = random.weighted([
    [{ numberNotFormatted: Number(number?.digits), numberFormatted: number?.formatted }, 70],
    [{ numberNotFormatted: national, numberFormatted: national }, 30],
  ]);
  return {
    uuid,
    callDate: utcDate(callDate),
    callDirection,
    service,
    externalNumber: number === undefined ? null : externalNumber,
  };
}

function person(contact: Contact | null): Record<string, unknown> | null {
  if (contact?.type !== 'person') return null;
  return { uuid: contact.uuid, firstName: contact.firstName, lastName: contact.lastName };
}

function organisation(contact: Contact | null): Record<string, unknown> | null {
  return contact?.type === 'organisation' ? { uuid: contact.uuid, name: contact.name } : null;
}

function madeFiles(random: Random, created: string): readonly Record<string, unknown>[] {
  if (random.chance(78)) return [];
  return Array.from({ length: random.integer(1, 2) }, () => {
    const [name, fileExtension, mimeType, fileDescription] = random.pick(FILES);
    return {
      uuid: random.uuid(),
      uploadedAt: later(created, random.integer(1, 600)),
      relatedTo: 'note',
      mimeType,
      fileExtension,
      fileSize: random.integer(8_000, 4_000_000),
      fileDescription,
      fileName: `${name}.${fileExtension}`,
    };
  });
}
