import type { CallContact, CallParty, CallPartyKind } from '../../domain/call.js';
import { text } from '../../json/decode.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import type { FieldReader } from '../../upstream/field-reader.js';
import { oneOf } from './decode-enum.js';
import { decodePhone } from './decode-phone.js';
import { ccrmRecord, onlyRecord } from './record-fields.js';

const PARTY_KINDS = new Map([
  ['person', 'PERSON'],
  ['organisation', 'ORGANISATION'],
  ['organization', 'ORGANISATION'],
  ['unknown', 'UNKNOWN'],
] as const);

/** Facts of the call that the parties belong to. */
export interface PartyContext {
  readonly workspace: string;
  /** ISO 3166 alpha-2: whose national phone numbers the records have; null if it isn't configured. */
  readonly country: string | null;
  readonly anomalies: Anomalies;
  /** Whether both sides belong to the company. */
  readonly areColleagues: boolean;
}

/** One party as an object, or any number of them as a list. */
export function decodeParties(
  field: 'from' | 'to',
  read: FieldReader,
  context: PartyContext,
): readonly CallParty[] {
  return read.items(field, (party) => decodeParty(party, context));
}

function decodeParty(value: unknown, context: PartyContext): CallParty | null {
  const fields = ccrmRecord(value);
  if (fields === null) return null;
  const kind: CallPartyKind = oneOf(PARTY_KINDS, fields['type'], 'type', context.anomalies);
  const phone = decodePhone(fields, 'number', context);
  const internalNumber = context.areColleagues ? (phone?.raw ?? phone?.formatted ?? null) : null;
  return {
    kind,
    phone,
    contact: decodeContact(kind, fields),
    colleague: internalNumber === null ? null : { workspace: context.workspace, internalNumber },
  };
}

function decodeContact(kind: CallPartyKind, fields: Readonly<Record<string, unknown>>): CallContact | null {
  const uuid = text(fields['uuid']);
  if (uuid === null) return null;
  const avatar = text(fields['avatar']);
  if (kind === 'PERSON') {
    return {
      kind: 'CallContactPerson',
      uuid,
      firstName: text(fields['firstName']),
      lastName: text(fields['lastName']),
      avatar,
    };
  }
  return kind === 'ORGANISATION'
    ? { kind: 'CallContactOrganisation', uuid, name: text(fields['name']), avatar }
    : null;
}

/**
 * Decodes `externalNumber`, which names no contact: the contact is that of the party with the same number, if any.
 * null if the value has neither a number nor a type.
 */
export function decodeExternalParty(
  read: FieldReader,
  from: readonly CallParty[],
  to: readonly CallParty[],
  context: Pick<PartyContext, 'country' | 'anomalies'>,
): CallParty | null {
  const fields = read.value('externalNumber', onlyRecord);
  if (fields === null) return null;
  const phone = decodePhone(fields, 'numberFormatted', context);
  if (phone === null && fields['type'] === undefined) return null;
  const isSame = ({ phone: other }: CallParty) => phone?.raw != null && other?.raw === phone.raw;
  const same = from.find(isSame) ?? to.find(isSame);
  return {
    kind: oneOf(PARTY_KINDS, fields['type'], 'externalNumber.type', context.anomalies),
    phone,
    contact: same?.contact ?? null,
    colleague: null,
  };
}
