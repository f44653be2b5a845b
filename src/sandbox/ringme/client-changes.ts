import { WRITABLE_FIELDS } from '../behaviour.js';
import { isObject } from '../http/json.js';

type WritableField = (typeof WRITABLE_FIELDS)[number];

type ClientChangesResult =
  | { readonly changes: Readonly<Record<string, unknown>> }
  | { readonly status: 400 | 403; readonly message: string };

const LONG_MAX = 2n ** 64n - 1n;

const FIELD_TYPES: Readonly<Record<WritableField, 'long' | 'string'>> = {
  dial_rule_id: 'long',
  disk_space_notify_email: 'string',
  disk_space_notify_threshold: 'long',
  geo_list: 'string',
  hold_music: 'long',
  sip_network_permission_id: 'long',
  timezone: 'string',
};

/**
 * The changes in the body of a PUT: only writable fields, each null or of its documented type. Otherwise the status and
 * message of the error.
 */
export function clientChanges(body: unknown, writable: readonly string[]): ClientChangesResult {
  if (!isObject(body)) return { status: 400, message: 'bad_request' };
  for (const [field, value] of Object.entries(body)) {
    if (!isDocumented(field) || !writable.includes(field)) return { status: 403, message: 'access_denied' };
    if (value !== null && !hasType(value, FIELD_TYPES[field])) {
      return { status: 400, message: `invalid_value: ${field}` };
    }
  }
  return { changes: body };
}

function isDocumented(field: string): field is WritableField {
  return Object.hasOwn(FIELD_TYPES, field);
}

function hasType(value: unknown, type: 'long' | 'string'): boolean {
  if (type === 'string') return typeof value === 'string';
  if (typeof value === 'bigint') return value >= 0n && value <= LONG_MAX;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
