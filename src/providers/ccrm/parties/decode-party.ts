import type { CallContact, CallParty, CallPartyKind, CallPhoneNumber } from '../../../domain/call.js';
import { areSameNumbers } from '../../../domain/phone/phone-number.js';
import { isNothing } from '../../../json/decode.js';
import type { Anomalies } from '../../../upstream/anomalies.js';
import { type FieldReader, fieldReader } from '../../../upstream/field-reader.js';
import { decodeOrganisation, decodePerson, reportLost } from './decode-contact.js';
import { decodePhone } from './decode-phone.js';
import { onlyRecord } from '../record-fields.js';

const PARTY_KINDS = new Map([
  ['person', 'PERSON'],
  ['organisation', 'ORGANISATION'],
  ['organization', 'ORGANISATION'],
  ['unknown', 'UNKNOWN'],
] as const);

const CONTACT_FIELDS = ['uuid', 'firstName', 'lastName', 'name'];

type Fields = Readonly<Record<string, unknown>>;

/** Facts of the call that the parties belong to. */
export interface PartyContext {
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
