import type { Client, ClientType, GeoRestriction } from '../../domain/client.js';
import { flag, integer, isNothing, list, record, recordOf, text } from '../../json/decode.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { fieldReader } from '../../upstream/field-reader.js';
import { writtenDate } from '../../upstream/written-date.js';

const FIELDS = [
  ...['ambassadors', 'contact_phones', 'create_date', 'dial_rule_id', 'did_as_transfer_caller_id'],
  ...['disk_space_notify_email', 'disk_space_notify_threshold', 'domain', 'domain_prefix', 'email'],
  ...['extension_len', 'extra_params', 'fact_address', 'geo_list', 'hold_music', 'jur_address', 'language'],
  ...['name', 'prefix', 'presence', 'record_format', 'record_stereo', 'reg_status_log'],
  ...['short_local_caller_id', 'sip_network_permission_id', 'timezone', 'type'],
];
const clientRecord = recordOf([...FIELDS, 'id']);

const TYPES = new Map<string, ClientType>([
  ['j', 'LEGAL_ENTITY'],
  ['f', 'INDIVIDUAL'],
]);

/**
 * Decodes a workspace's client from RingMe's 28 fields; null if the value isn't an object or has no numeric id, or none
 * of the other fields, as the error of a gateway may.
 */
export function decodeClient(workspace: string, value: unknown, anomalies: Anomalies): Client | null {
  const payload = clientRecord(value);
  const clientId = identifier(payload?.id);
  if (payload === null || clientId === null || !FIELDS.some((field) => field in payload)) return null;
  // The values are settings; short words among them may be logged.
  const unknownValue = (field: string) => anomalies.unknownValue(field, payload[field]);
  const fields = fieldReader(payload, { ...anomalies, unknownValue });
  const read = <T>(field: string, as: (value: unknown) => T | null) => fields.value(field, as);
  return {
    kind: 'Client',
    workspace,
    clientId,
    name: read('name', text),
    type: isNothing(payload.type) ? null : fields.word('type', TYPES),
    domain: read('domain', text),
    domainPrefix: read('domain_prefix', text),
    prefix: read('prefix', text),
    email: read('email', text),
    contactPersons: read('ambassadors', text),
    contactPhones: read('contact_phones', text),
    createdAtLocal: isZeroDate(payload.create_date) ? null : read('create_date', localDate),
    legalAddress: read('jur_address', text),
    actualAddress: read('fact_address', text),
    language: read('language', text),
    timezone: read('timezone', text),
    extensionLength: read('extension_len', integer),
    presenceEnabled: read('presence', flag),
    recordFormat: read('record_format', text),
    recordStereo: read('record_stereo', flag),
    registrationLogEnabled: read('reg_status_log', flag),
    holdMusicId: read('hold_music', identifier),
    dialRuleId: read('dial_rule_id', identifier),
    sipNetworkPermissionId: read('sip_network_permission_id', identifier),
    diskSpaceNotifyEmail: read('disk_space_notify_email', text),
    diskSpaceNotifyThreshold: read('disk_space_notify_threshold', integer),
    geoRestriction: decodeGeoRestriction(payload.geo_list, anomalies),
    shortLocalCallerId: read('short_local_caller_id', text),
    didAsTransferCallerId: read('did_as_transfer_caller_id', text),
    // RingMe may write the string "null" if there are none.
    extraParams: payload.extra_params === 'null' ? null : read('extra_params', text),
  };
}

/** A missing date as MySQL writes it, and as PHP reads it. */
const ZERO_DATE = /^\s*(0000-00-00|-0001-11-30)/;

/** Local time as `YYYY-MM-DD HH:MM:SS`, without fraction and zone; text in an unknown form unchanged. */
function localDate(value: unknown): string | null {
  return writtenDate(value)?.local ?? text(value);
}

function isZeroDate(value: unknown): boolean {
  return ZERO_DATE.test(text(record(value)?.date ?? value) ?? '');
}

/** The digits of a `long`, which may be a number of any size or a string; null for anything else. */
function identifier(value: unknown): string | null {
  const digits = text(value)?.trim() ?? '';
  return /^\d{1,20}$/.test(digits) ? digits : null;
}

/**
 * `geo_list` is empty for the provider's default, `*` for every country, or codes as a list or separated by spaces.
 * Reports everything that isn't a code; null if there is any, because the list would be incomplete without it.
 */
function decodeGeoRestriction(value: unknown, anomalies: Anomalies): GeoRestriction | null {
  if (isNothing(value) || value === 'null') return { mode: 'PROVIDER_DEFAULT', countries: [] };
  const codes = (typeof value === 'object' ? list(value) : [value]).filter((code) => !isNothing(code));
  const words = codes.flatMap((code) => (text(code) ?? '?').split(/[\s,;]+/)).filter((word) => word !== '');
  if (words.includes('*')) return { mode: 'ALL', countries: [] };
  const unread = words.filter((word) => !/^[A-Z]{2}$/i.test(word));
  for (const word of unread) anomalies.unknownValue('geo_list', word);
  if (unread.length > 0 || words.length === 0) return null;
  return { mode: 'LISTED', countries: [...new Set(words.map((word) => word.toUpperCase()))] };
}
