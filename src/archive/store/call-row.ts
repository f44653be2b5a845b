import type { RecordedCall } from '../../domain/archive/call-archive.js';
import { partiesOf, type Call } from '../../domain/call.js';
import type { CallCriteria } from '../../domain/call-criteria.js';
import { canonicalNumber } from '../../domain/phone/internal-number.js';
import { numberKeys } from '../../domain/phone/phone-number.js';
import { foldText } from '../../domain/text-folding.js';
import { writeJson } from '../../json/parse-json.js';
import type { RowOf } from '../database/row-lists.js';

/** The number of characters of a key that are compared. */
const LONGEST_KEY = 500;

/** The columns that are derived from a call. */
export const DERIVED_COLUMNS = {
  uuid: 'text',
  started_at: 'bigint',
  direction: 'text',
  status: 'text',
  service: 'text',
  duration: 'bigint',
  has_notes: 'bigint',
  note_count: 'bigint',
} as const;

export const CALL_COLUMNS = { ...DERIVED_COLUMNS, version: 'text', record: 'text' } as const;

/** A call's columns as they are written, and the keys by which it is found. */
export interface CallRow extends RowOf<typeof CALL_COLUMNS> {
  readonly keys: readonly string[];
}

/** `version`: of the decoder that read the record. */
export function rowOf({ call, record }: RecordedCall, version: string): CallRow {
  const json = typeof record === 'string' ? record : writeJson(record);
  return { ...derivedColumns(call), version, record: json, keys: keysOf(call) };
}

export function derivedColumns(call: Call): RowOf<typeof DERIVED_COLUMNS> {
  return {
    uuid: call.uuid,
    started_at: call.startedAt,
    direction: call.direction,
    status: call.status,
    service: call.service,
    duration: call.durationSeconds,
    has_notes: Number(call.hasNotes),
    note_count: call.noteCount,
  };
}

/** The keys by which a call is found, each once. */
export function keysOf(call: Call): readonly string[] {
  const keys = new Set<string>();
  for (const { phone, contact } of partiesOf(call)) {
    if (phone !== null) for (const number of numberKeys(phone)) keys.add(phoneKey(number));
    if (contact !== null) keys.add(contactKey(contact.uuid));
  }
  for (const { internalNumber } of call.agents) keys.add(agentKey(internalNumber));
  for (const { name, uuid } of call.flags) keys.add(flagKey(name)).add(flagKey(uuid));
  return [...keys];
}

/**
 * Keys of which every call that meets the criteria has at least one; null if the criteria have none. `country`: the
 * country of national numbers, as ISO 3166 alpha-2.
 */
export function keysOfCriteria(
  { phone, contact, internalNumber, internalNumbers, flag }: CallCriteria,
  country: string | null,
): readonly string[] | null {
  if (phone !== undefined) return numberKeys({ formatted: phone, raw: null, country }).map(phoneKey);
  if (contact !== undefined) return [contactKey(contact.trim())];
  if (flag !== undefined) return [flagKey(flag)];
  if (internalNumber !== undefined) return [agentKey(internalNumber)];
  return internalNumbers?.map(agentKey) ?? null;
}

const phoneKey = (number: string) => keyOf('phone', number);
const contactKey = (uuid: string) => keyOf('contact', uuid.toLowerCase());
const agentKey = (number: string) => keyOf('agent', canonicalNumber(number));
const flagKey = (flag: string) => keyOf('flag', foldText(flag));

/** PostgreSQL's text can't contain null characters or lone surrogates, nor its index entries of more than 2,704 bytes. */
function keyOf(kind: string, value: string): string {
  return `${kind}:${value.replaceAll('\0', '').slice(0, LONGEST_KEY).toWellFormed()}`;
}
