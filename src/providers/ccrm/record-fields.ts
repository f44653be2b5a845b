import { recordOf } from '../../json/decode.js';

/** Reads an object of a call or a note by the documented names of its fields, however its keys are spelled. */
export const ccrmRecord = recordOf([
  'avatar',
  'call',
  'callDate',
  'callDirection',
  'color',
  'cost',
  'created',
  'destination',
  'duration',
  'edit',
  'externalNumber',
  'fileDescription',
  'fileExtension',
  'fileName',
  'fileSize',
  'files',
  'firstName',
  'flags',
  'from',
  'internal',
  'lastName',
  'mimeType',
  'name',
  'note',
  'number',
  'numberFormatted',
  'numberNotFormatted',
  'organisation',
  'person',
  'pin',
  'receivers',
  'relUuid',
  'relatedTo',
  'service',
  'smsData',
  'status',
  'text',
  'to',
  'type',
  'uploadedAt',
  'user',
  'userTalk',
  'uuid',
]);

/** An object, or a list of just one. */
export function onlyRecord(value: unknown): ReturnType<typeof ccrmRecord> {
  return ccrmRecord(Array.isArray(value) && value.length === 1 ? value[0] : value);
}
