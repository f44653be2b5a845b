import { hash } from 'node:crypto';
import { isIP } from 'node:net';
import { Temporal } from 'temporal-polyfill';
import { isSupportedCountry } from '../../domain/phone/phone-number-library.js';
import { type ArchiveEngine, parseAddress, parseArchiveAddress, parseRedisAddress } from '../address.js';
import { expectedFor, type Rule } from './setting.js';

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const SAFE_TEXT = /^[^\s\p{C}]([^\p{C}\p{Zl}\p{Zp}]*[^\s\p{C}])?$/u;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
/** What the id of a workspace must match, and the same in words. */
export const WORKSPACE_ID = /^[\w-]{1,64}$/;
export const ID_EXPECTED = 'up to 64 letters, digits, "-" and "_"';

/** Text that `read` converts. For unquoted digits, which are a number in YAML, the message asks for quotes. */
function textRule<Value>(expected: string, read: (text: string) => Value | null | undefined): Rule<Value> {
  return {
    expected: (value) =>
      ['number', 'boolean'].includes(typeof value)
        ? `${expected}; in quotes, because YAML reads it as a ${typeof value}`
        : expected,
    json: { type: 'string' },
    read: (value) => (typeof value === 'string' ? (read(value) ?? undefined) : undefined),
  };
}

function matching(expected: string, pattern: RegExp): Rule<string> {
  return textRule(expected, (text) => (pattern.test(text) ? text : null));
}

/** An IP address or a host name to listen on. */
export const host = textRule('an IP address or a host name', (text) => (isHost(text) ? text : null));

/** An address that `parseAddress` accepts. */
export const address = textRule<URL>(
  'an https: address without credentials, query or fragment (http: only to a loopback host)',
  parseAddress,
);

/** An address that `parseRedisAddress` accepts. */
export const redisAddress = textRule<URL>(
  'a rediss: address such as rediss://name:password@host:6379/0, without query or fragment (redis: only to a loopback or private host)',
  parseRedisAddress,
);

/** An address that `parseArchiveAddress` accepts. */
export const archiveAddress = textRule<ArchiveEngine>(
  'sqlite: and a path, or a postgres: address such as postgres://name:password@host:5432/database?sslmode=verify-full (without sslmode only to a loopback or private host)',
  parseArchiveAddress,
);

/** A date as YYYY-MM-DD that isn't in the future in UTC. */
export const pastDate = textRule('a past date such as 2023-01-31', (text) =>
  isCalendarDate(text) && Date.parse(text) <= Date.now() ? text : null,
);

/** Whether a value is an existing date as YYYY-MM-DD, from 1900 to 2099. */
export function isCalendarDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(19|20)\d\d-\d\d-\d\d$/.test(value)) return false;
  const instant = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
}

/** The first DNS label of an address. A whole address belongs in the setting `other`. */
export function dnsLabel(expected: string, other: string): Rule<string> {
  const rule = matching(expected, DNS_LABEL);
  const isAddress = (value: unknown) => typeof value === 'string' && /^\w+:\/\/|\./.test(value);
  const belongs = `${expected}; a whole address belongs in ${other}`;
  return { ...rule, expected: (value) => (isAddress(value) ? belongs : expectedFor(rule, value)) };
}

/** Text without control characters, line breaks or surrounding spaces. */
export function secret(what: string): Rule<string> {
  return matching(`${what}: text without line breaks, control characters or surrounding spaces`, SAFE_TEXT);
}

/** Visible ASCII, as a header allows. */
export function bearerToken(what: string): Rule<string> {
  return matching(`${what}: visible ASCII characters, no spaces`, VISIBLE_ASCII);
}

/** What `sha256sum` prints if the variable with the key is unset: the header `x-api-key` can be empty, too. */
const OF_EMPTY_KEY = hash('sha256', '');

/** The SHA-256 in hexadecimal of a key that isn't empty; converted to lower case. */
export const sha256 = textRule('the SHA-256 of a key that isn’t empty, as 64 hexadecimal digits', (text) => {
  const digits = text.toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) && digits !== OF_EMPTY_KEY ? digits : null;
});

/** Letters, digits, `-` and `_`. */
export const workspaceId = matching(ID_EXPECTED, WORKSPACE_ID);

/** RingMe's client id. A number is accepted only if it is exact. */
export const clientId: Rule<string> = {
  expected: '"@me" or up to 20 digits, in quotes if there are more than 15',
  json: { type: ['string', 'integer'] },
  read: (value) => {
    if (typeof value === 'number')
      return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
    return typeof value === 'string' && /^(@me|\d{1,20})$/.test(value) ? value : undefined;
  },
};

/** A name of the IANA time zone database; offsets and abbreviations of other systems are refused. */
export const timeZone = textRule('an IANA time zone such as Europe/Warsaw', (text) => {
  if (!/^[a-z]/i.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId && text;
  } catch {
    return null;
  }
});

/** A country with phone numbers, as two letters; converted to upper case. */
export const country = textRule('an ISO 3166 country code of two letters, such as PL', (text) =>
  isSupportedCountry(text.toUpperCase()) ? text.toUpperCase() : null,
);

/** Whether the text is an IP address or a host name. */
export function isHost(text: string): boolean {
  return isIP(text) !== 0 || HOST_NAME.test(text);
}
