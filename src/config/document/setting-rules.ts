import { isIP } from 'node:net';
import { Temporal } from 'temporal-polyfill';
import { isISO31661Alpha2, ValidateBy, ValidateIf } from 'class-validator';
import { parseAddress, parseRedisAddress } from '../address.js';
import { parseArchiveAddress } from '../archive-address.js';
import { flagOf, numberOf, wordsOf } from './setting-values.js';

/*
 * What a single setting may hold, as class-validator decorators. A rule's message is what was expected;
 * it follows the key, so that it never names the property, and never the value. Numbers and yes-or-no
 * values may be written as text, because that is what the environment gives.
 */

const ADDRESS = 'an https: address without credentials, query or fragment (http: only to a loopback host)';
const REDIS_ADDRESS =
  'a rediss: address such as rediss://name:password@host:6379/0, without query or fragment (redis: only to a loopback or private host)';
const ARCHIVE_ADDRESS =
  'sqlite: and a path, or a postgres: address such as postgres://name:password@host:5432/database?sslmode=verify-full (without sslmode only to a loopback or private host)';
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const SAFE_TEXT = /^[^\s\p{C}]([^\p{C}\p{Zl}\p{Zp}]*[^\s\p{C}])?$/u;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

function rule(name: string, expected: string, accepts: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: accepts, defaultMessage: () => expected } });
}

function matching(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** A whole number from `min` to `max`. */
export function WholeNumber(what: string, min: number, max: number): PropertyDecorator {
  return rule('wholeNumber', `${what}, a whole number from ${String(min)} to ${String(max)}`, (value) => {
    const number = numberOf(value);
    return Number.isInteger(number) && number !== null && number >= min && number <= max;
  });
}

/** Seconds above 0 up to `max`, fractions too. */
export function Seconds(max: number): PropertyDecorator {
  return rule('seconds', `seconds above 0, up to ${String(max)}`, (value) => {
    const number = numberOf(value);
    return number !== null && number > 0 && number <= max;
  });
}

/** Seconds from 0 to `max`, fractions too. */
export function SecondsOrNone(max: number): PropertyDecorator {
  return rule('secondsOrNone', `seconds from 0 to ${String(max)}`, (value) => {
    const number = numberOf(value);
    return number !== null && number >= 0 && number <= max;
  });
}

/** Yes or no: what `flagOf` understands. */
export function Flag(): PropertyDecorator {
  return rule('flag', 'true or false', (value) => flagOf(value) !== null);
}

/** Yes or no; if it isn't written, what is usual for development or production. */
export function FlagOrProfile(): PropertyDecorator {
  return rule('flagOrProfile', 'true or false', (value) => value === undefined || flagOf(value) !== null);
}

/** An IP address or a host name to listen on. */
export function Host(): PropertyDecorator {
  return rule('host', 'an IP address or a host name', (value) => {
    return typeof value === 'string' && (isIP(value) !== 0 || HOST_NAME.test(value));
  });
}

/** What `parseAddress` accepts. */
export function Address(expected = ADDRESS): PropertyDecorator {
  return rule('address', expected, (value) => typeof value === 'string' && parseAddress(value) !== null);
}

/** What `parseRedisAddress` accepts. */
export function RedisAddress(): PropertyDecorator {
  return rule('redisAddress', REDIS_ADDRESS, (value) => {
    return typeof value === 'string' && parseRedisAddress(value) !== null;
  });
}

/** What `parseArchiveAddress` accepts. */
export function ArchiveAddress(): PropertyDecorator {
  return rule('archiveAddress', ARCHIVE_ADDRESS, (value) => {
    return typeof value === 'string' && parseArchiveAddress(value) !== null;
  });
}

/** A day of the calendar as YYYY-MM-DD, from 1900 to 2099. */
export function CalendarDate(): PropertyDecorator {
  return rule('calendarDate', 'a date such as 2023-01-31', (value) => {
    if (typeof value !== 'string' || !/^(19|20)\d\d-\d\d-\d\d$/.test(value)) return false;
    const instant = Date.parse(`${value}T00:00:00Z`);
    return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
  });
}

/** One label of a DNS name. */
export function DnsLabel(expected: string): PropertyDecorator {
  return rule('dnsLabel', expected, matching(DNS_LABEL));
}

/** Text without control characters, line breaks, or blanks at its ends. */
export function Secret(what: string): PropertyDecorator {
  return rule(
    'secret',
    `${what}: text without line breaks, control characters or blanks around it`,
    matching(SAFE_TEXT),
  );
}

/** Text that a header can carry: visible ASCII. */
export function BearerToken(what: string): PropertyDecorator {
  return rule('bearerToken', `${what}: visible ASCII characters, no blanks`, matching(VISIBLE_ASCII));
}

/** A SHA-256 in hexadecimal. */
export function Sha256(): PropertyDecorator {
  return rule('sha256', 'the SHA-256 of the key, as 64 hexadecimal digits', matching(/^[0-9a-f]{64}$/i));
}

/** A list of text, each once and one of `known` if that is given. */
export function Words(what: string, known?: readonly string[]): PropertyDecorator {
  return rule('words', `a list of ${what}`, (value) => wordsOf(value, known) !== null);
}

/** One of these words. */
export function OneOf(words: readonly string[]): PropertyDecorator {
  return rule('oneOf', `one of ${words.join(', ')}`, (value) => words.some((word) => word === value));
}

const isWorkspaceId = matching(/^[\w-]{1,64}$/);
const WORKSPACE_ID = 'up to 64 letters, digits, "-" and "_"';

/** Letters, digits, `-` and `_`. */
export function WorkspaceId(): PropertyDecorator {
  return rule('workspaceId', WORKSPACE_ID, isWorkspaceId);
}

/** A list of different workspace ids. */
export function WorkspaceIds(): PropertyDecorator {
  return rule('workspaceIds', `a list of different ids, each of ${WORKSPACE_ID}`, (value) => {
    return wordsOf(value)?.every(isWorkspaceId) === true;
  });
}

/** RingMe's client in a path; as a number only while it is exact. */
export function ClientId(): PropertyDecorator {
  return rule('clientId', '"@me" or up to 20 digits, in quotes where they are more than 15', (value) => {
    return typeof value === 'number'
      ? Number.isSafeInteger(value) && value >= 0
      : matching(/^(@me|\d{1,20})$/)(value);
  });
}

/** A name of the IANA time zone database; offsets and abbreviations of other systems are refused. */
export function TimeZone(): PropertyDecorator {
  return rule('timeZone', 'an IANA time zone such as Europe/Warsaw', (value) => {
    if (typeof value !== 'string' || !/^[a-z]/i.test(value)) return false;
    try {
      return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value).timeZoneId !== '';
    } catch {
      return false;
    }
  });
}

/** A country by its two letters, in either case. */
export function Country(): PropertyDecorator {
  return rule('country', 'an ISO 3166 country code of two letters, such as PL', isISO31661Alpha2);
}

/** Checks a setting if it is written, and also if its alternative isn't: one of the two must be. */
export function RequiredUnless<K extends string>(own: K, other: K): PropertyDecorator {
  return ValidateIf(
    (section: Record<K, unknown>) => section[own] !== undefined || section[other] === undefined,
  );
}

/** Refuses a setting that is written beside another one. */
export function NotBeside(other: string, expected: string): PropertyDecorator {
  return ValidateBy({
    name: 'notBeside',
    validator: {
      validate: (_, args) => args === undefined || Reflect.get(args.object, other) === undefined,
      defaultMessage: () => expected,
    },
  });
}
