import { instantOf } from './local-time.mjs';
import { noteText } from './note-text.mjs';
import { e164 } from './phone.mjs';
import { list, oneOf, record, text } from './values.mjs';

const DIRECTIONS = { in: 'INBOUND', out: 'OUTBOUND', internal: 'INTERNAL' };
const STATUSES = { answered: 'ANSWERED', noanswer: 'NO_ANSWER', busy: 'BUSY' };
/** A note without a status stands, too. */
const STANDING = new Set(['exist', 'active', undefined]);
const KINDS = { person: 'PERSON', organisation: 'ORGANISATION' };

/** A record of the call history. `startedAt` is in milliseconds since the epoch. */
export function decodeCall(fields) {
  const from = parties(fields.from);
  const to = parties(fields.to);
  return {
    uuid: fields.uuid,
    startedAt: instantOf(fields.callDate),
    direction: oneOf(DIRECTIONS, fields.callDirection),
    status: oneOf(STATUSES, fields.status),
    durationSeconds: seconds(fields.duration),
    from,
    to,
    externalParty: externalParty(fields.externalNumber, [...from, ...to]),
    agents: list(fields.userTalk?.receivers).map((receiver) => ({
      internalNumber: text(receiver.internal),
      user: user(receiver),
    })),
    hasNotes: Number(fields.note ?? 0) !== 0,
  };
}

/** The notes that stand, oldest first. `createdAt` is in milliseconds since the epoch. */
export function decodeNotes(records) {
  return records
    .filter(({ status }) => STANDING.has(status))
    .map((fields) => ({
      uuid: fields.uuid,
      createdAt: instantOf(fields.created),
      ...noteText(fields.text),
      pinned: fields.pin === 1,
      author: user(fields.user),
      files: list(fields.files).map((file) => ({
        name: text(file.fileName),
        mimeType: text(file.mimeType),
        sizeBytes: file.fileSize ?? null,
      })),
    }))
    .sort((a, b) => a.createdAt - b.createdAt || (a.uuid < b.uuid ? -1 : 1));
}

/** An extension of Voicenter's list. */
export function decodeExtension(fields) {
  const name = text(fields.UserName);
  const email = text(fields.UserEmail);
  return {
    name: text(fields.Name) ?? '',
    speedDial: text(fields.SpeedDial),
    user: name === null && email === null ? null : { email },
  };
}

/** RingMe's client. */
export function decodeClient({ name, timezone }) {
  return { name: text(name), timezone: text(timezone) };
}

/** The one extension of an agent's number, by number without leading zeros; null where there is none, or two. */
export class Directory {
  #byNumber = new Map();

  constructor(extensions) {
    for (const extension of extensions) {
      if (extension.speedDial === null) continue;
      const number = canonical(extension.speedDial);
      this.#byNumber.set(number, this.#byNumber.has(number) ? null : extension);
    }
  }

  find(internalNumber) {
    return this.#byNumber.get(canonical(internalNumber)) ?? null;
  }
}

/** A number, in words or not, or hours, minutes and seconds. */
function seconds(value) {
  const parts = String(value ?? 0).split(':');
  return Math.max(0, Math.floor(parts.reduce((sum, part) => 60 * sum + Number(part), 0)));
}

function canonical(number) {
  return number.replaceAll(/[\s*#.()/-]/g, '').replace(/^0+(?=.)/, '');
}

function user(fields) {
  if (record(fields) === null) return null;
  const found = { firstName: text(fields.firstName), lastName: text(fields.lastName) };
  return found.firstName === null && found.lastName === null && text(fields.uuid) === null ? null : found;
}

function parties(value) {
  const single = record(value);
  const isParty = single !== null && ('type' in single || 'number' in single);
  return (isParty ? [single] : list(value)).map((fields) => {
    const kind = oneOf(KINDS, fields.type);
    return { kind, phone: phone(fields.number, fields.numberNotFormatted), contact: contact(kind, fields) };
  });
}

function phone(formatted, raw) {
  const numbers = { formatted: text(formatted), raw: text(raw) };
  if (numbers.formatted === null && numbers.raw === null) return null;
  return { ...numbers, e164: e164(numbers) };
}

function contact(kind, fields) {
  if (text(fields.uuid) === null) return null;
  if (kind === 'PERSON') {
    const { firstName, lastName } = fields;
    return { __typename: 'CallContactPerson', firstName: text(firstName), lastName: text(lastName) };
  }
  return kind === 'ORGANISATION' ? { __typename: 'CallContactOrganisation', name: text(fields.name) } : null;
}

function externalParty(value, others) {
  const fields = record(value);
  if (fields === null) return null;
  const own = phone(fields.numberFormatted, fields.numberNotFormatted);
  if (own === null && fields.type === undefined) return null;
  const same = others.find((other) => own?.raw != null && other.phone?.raw === own.raw);
  return { kind: oneOf(KINDS, fields.type), phone: own, contact: same?.contact ?? null };
}
