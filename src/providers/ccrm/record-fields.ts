import { recordOf } from '../../json/decode.js';

/** Reads an object of a call or a note by the documented names of its fields, however its keys are spelled. */
export const ccrmRecord = recordOf([
  // Calls.
  ...['uuid', 'callDate', 'callDirection', 'cost', 'destination', 'duration', 'externalNumber', 'flags'],
  ...['from', 'note', 'service', 'smsData', 'status', 'to', 'userTalk', 'receivers', 'internal'],
  // Parties, contacts, users and flags.
  ...['type', 'number', 'numberFormatted', 'numberNotFormatted', 'firstName', 'lastName', 'name', 'avatar'],
  ...['color', 'relUuid'],
  // Notes and files.
  ...['call', 'created', 'edit', 'files', 'organisation', 'person', 'pin', 'text', 'user', 'fileName'],
  ...['fileDescription', 'fileExtension', 'fileSize', 'mimeType', 'relatedTo', 'uploadedAt'],
]);

/** An object, or a list of just one. */
export function onlyRecord(value: unknown): ReturnType<typeof ccrmRecord> {
  return ccrmRecord(Array.isArray(value) && value.length === 1 ? value[0] : value);
}
