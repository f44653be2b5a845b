import type {
  CallContact,
  CallContactOrganisation,
  CallContactPerson,
  CallParty,
  CallPartyKind,
  CallPhoneNumber,
} from '../../domain/call.js';
import { areSameNumbers } from '../../domain/phone/phone-number.js';
import { dialled, isNothing, text } from '../../json/decode.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { type FieldReader, fieldReader } from '../../upstream/field-reader.js';
import { onlyRecord } from './record-fields.js';

const PARTY_KINDS = new Map([
  ['person', 'PERSON'],
  ['organisation', 'ORGANISATION'],
  ['organization', 'ORGANISATION'],
  ['unknown', 'UNKNOWN'],
] as const);

const CONTACT_FIELDS = ['uuid', 'firstName', 'lastName', 'name'];

type Fields = Readonly<Record<string, unknown>>;

/** Facts of the call that the parties belong to. */
interface PartyContext {
  readonly workspace: string;
  /** The country of national phone numbers, as ISO 3166 alpha-2; null if it isn't configured. */
  readonly country: string | null;
  readonly anomalies: Anomalies;
  /** Whether both sides belong to the company. */
  readonly areColleagues: boolean;
}

/** null if it isn't an object. */
export function decodeParty(value: unknown, context: PartyContext): CallParty | null {
  const fields = onlyRecord(value);
  if (fields === null) return null;
  const { workspace, country, anomalies, areColleagues } = context;
  const read = fieldReader(fields, anomalies);
  const kind: CallPartyKind = read.word('type', PARTY_KINDS);
  const phone = decodePhone(read, 'number', country);
  const internalNumber = areColleagues ? (phone?.raw ?? phone?.formatted ?? null) : null;
  return {
    kind,
    phone,
    contact: decodeContact(kind, fields, anomalies),
    colleague: internalNumber === null ? null : { workspace, internalNumber },
  };
}

/** null without a uuid or a known kind; other contact fields are then reported. */
function decodeContact(kind: CallPartyKind, fields: Fields, anomalies: Anomalies): CallContact | null {
  if (kind === 'UNKNOWN' || isNothing(fields['uuid'])) {
    reportLost(CONTACT_FIELDS, fields, anomalies);
    return null;
  }
  return kind === 'PERSON' ? decodePerson(fields, anomalies) : decodeOrganisation(fields, anomalies);
}

/**
 * Decodes `externalNumber`. It names no contact, so the contact is that of the parties with the same number. null if
 * the value has neither a number nor a type.
 */
export function decodeExternalParty(
  read: FieldReader,
  from: readonly CallParty[],
  to: readonly CallParty[],
  context: Pick<PartyContext, 'country' | 'anomalies'>,
): CallParty | null {
  const fields = read.value('externalNumber', onlyRecord);
  if (fields === null) return null;
  const external = fieldReader(fields, context.anomalies);
  const phone = decodePhone(external, 'numberFormatted', context.country);
  if (phone === null && fields['type'] === undefined) return null;
  return {
    kind: external.word('type', PARTY_KINDS, 'externalNumber.type'),
    phone,
    contact: phone && contactWith(phone, [...from, ...to]),
    colleague: null,
  };
}

/** The only contact with this number in any of its forms; null if there is none or more than one. */
function contactWith(phone: CallPhoneNumber, parties: readonly CallParty[]): CallContact | null {
  const contacts = parties
    .filter((party) => party.contact !== null && party.phone !== null && isSame(party.phone, phone))
    .map(({ contact }) => contact);
  const [contact = null] = contacts;
  return contacts.every((other) => other?.uuid === contact?.uuid) ? contact : null;
}

/** Equal raw numbers are the same without being parsed. */
function isSame(one: CallPhoneNumber, other: CallPhoneNumber): boolean {
  return (one.raw !== null && one.raw === other.raw) || areSameNumbers(one, other);
}

/** A person among the CRM's contacts; null without a readable uuid. */
export function decodePerson(value: unknown, anomalies: Anomalies): CallContactPerson | null {
  const fields = onlyRecord(value) ?? {};
  const read = fieldReader(fields, anomalies);
  const uuid = read.value('uuid', text);
  if (uuid === null) return null;
  const firstName = read.value('firstName', text);
  const lastName = read.value('lastName', text);
  if (firstName === null && lastName === null) reportLost(['name'], fields, anomalies);
  return { kind: 'CallContactPerson', uuid, firstName, lastName, avatar: read.value('avatar', text) };
}

/** An organisation among the CRM's contacts; null without a readable uuid. */
export function decodeOrganisation(value: unknown, anomalies: Anomalies): CallContactOrganisation | null {
  const fields = onlyRecord(value) ?? {};
  const read = fieldReader(fields, anomalies);
  const uuid = read.value('uuid', text);
  if (uuid === null) return null;
  const name = read.value('name', text);
  if (name === null) reportLost(['firstName', 'lastName'], fields, anomalies);
  return { kind: 'CallContactOrganisation', uuid, name, avatar: read.value('avatar', text) };
}

/** Reports the first of these fields that has a value, because the decoded contact has no place for it. */
function reportLost(names: readonly string[], fields: Fields, anomalies: Anomalies): void {
  const lost = names.find((name) => !isNothing(fields[name]));
  if (lost !== undefined) anomalies.unknownValue(lost, null);
}

/** Words that telephone systems write instead of a withheld number, normalized by `folded`. */
const WITHHELD: ReadonlySet<string> = new Set(
  [
    ...['anonymous', 'anonymus', 'anonim', 'anonimowy', 'anonymously'],
    ...['private', 'private number', 'restricted', 'withheld', 'number withheld', 'blocked', 'hidden'],
    ...['unknown', 'unavailable', 'not available', 'no caller id', 'no number', 'none', 'null', 'n/a'],
    ...['zastrzeżony', 'numer zastrzeżony', 'zastrzeżone', 'prywatny', 'numer prywatny', 'ukryty'],
    ...['numer ukryty', 'nieznany', 'numer nieznany', 'brak', 'brak numeru', 'niedostępny'],
    ...['חסוי', 'מספר חסוי', 'חסום', 'מספר חסום', 'לא ידוע', 'לא מזוהה', 'פרטי'],
    ...['аноним', 'анонимный', 'скрыт', 'скрытый', 'скрытый номер', 'номер скрыт', 'неизвестный'],
    ...['неизвестно', 'anonym', 'unterdrückt', 'unbekannt'],
  ].map(folded),
);

/** Matches nearly every number, but no word for a withheld one. */
const DIGITS = /^\+?\d[\d ().-]*$/;

/**
 * A party's number in its two forms; `formattedName` is the field of the formatted one. null if the caller withheld it:
 * both forms are then empty, zeros or a word such as `anonymous`.
 */
function decodePhone(
  read: FieldReader,
  formattedName: 'number' | 'numberFormatted',
  country: string | null,
): CallPhoneNumber | null {
  const formatted = numberIn(read.value(formattedName, dialled));
  const raw = numberIn(read.value('numberNotFormatted', dialled));
  return isNone(formatted) && isNone(raw) ? null : { formatted, raw, country };
}

function isNone(number: string | null): boolean {
  return number === null || /^0+$/.test(number);
}

function numberIn(number: string | null): string | null {
  return number === null || (!DIGITS.test(number) && isWithheld(number)) ? null : number;
}

/** Also recognizes a SIP address such as `"Anonymous" <sip:anonymous@anonymous.invalid>` by its user part. */
function isWithheld(number: string): boolean {
  const user = /(?:^|[\s<])(?:sips?:)?([^\s<>@:]+)@/i.exec(number)?.[1];
  const name = folded(user ?? number);
  return name === '' || WITHHELD.has(name);
}

/** Only the letters, digits, `*` and `#` of a word, in lower case and without diacritics. */
function folded(word: string): string {
  const plain = word.normalize('NFKD').toLowerCase().replaceAll('ł', 'l');
  return plain.replace(/[^\p{L}\p{Nd}*#]/gu, '');
}
