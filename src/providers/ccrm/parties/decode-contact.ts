import type { CallContactOrganisation, CallContactPerson } from '../../../domain/call.js';
import { isNothing, text } from '../../../json/decode.js';
import type { Anomalies } from '../../../upstream/anomalies.js';
import { fieldReader } from '../../../upstream/field-reader.js';
import { onlyRecord } from '../record-fields.js';

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
export function reportLost(
  names: readonly string[],
  fields: Readonly<Record<string, unknown>>,
  anomalies: Anomalies,
): void {
  const lost = names.find((name) => !isNothing(fields[name]));
  if (lost !== undefined) anomalies.unknownValue(lost, null);
}
