import { integer, record, text } from '../json/decode.js';

/** A date as a provider wrote it, to the second. */
export interface WrittenDate {
  /** `YYYY-MM-DD HH:MM:SS`; not checked against the calendar. */
  readonly local: string;
  /** An offset from UTC, `UTC`, or a zone's name as it stands; null if none is told. */
  readonly zone: string | null;
}

/** Date, hour and minute; seconds; a fraction, which is dropped; an offset from UTC or the zone's abbreviation. */
const FORM =
  /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(?:[.,]\d{1,9})?(?: ?(Z|[A-Z]{3,4}|[+-]\d\d(?::?\d\d)?))?$/i;

/** What PHP writes as a zone of `timezone_type` 2, of those that mean one offset only where the providers are used. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['Z', 'UTC'],
  ['UTC', 'UTC'],
  ['GMT', 'UTC'],
  ['WET', '+00:00'],
  ['WEST', '+01:00'],
  ['CET', '+01:00'],
  ['CEST', '+02:00'],
  ['EET', '+02:00'],
  ['EEST', '+03:00'],
  ['IDT', '+03:00'],
  ['MSK', '+03:00'],
]);

/** `CET` is a name, too, whose offset changes in summer. */
const PHP_ZONE_NAME = 3;

/**
 * Reads a date in the forms that PHP and ISO 8601 have for it: with a blank or a `T`, with or without seconds and
 * fraction, with blanks around it, with an offset, `Z` or an abbreviation, or as the object that PHP's `json_encode` makes of a
 * DateTime. null for anything else.
 */
export function writtenDate(value: unknown): WrittenDate | null {
  const object = record(value);
  const written = (text(object === null ? value : object['date']) ?? '').trim();
  const [, day, minute, second = ':00', stated] = FORM.exec(written) ?? [];
  if (day === undefined || minute === undefined) return null;
  const zone = stated ?? (object === null ? null : text(object['timezone']));
  const isName = stated === undefined && integer(object?.['timezone_type']) === PHP_ZONE_NAME;
  const known = zone === null || isName ? undefined : ABBREVIATIONS.get(zone.toUpperCase());
  return { local: `${day} ${minute}${second}`, zone: known ?? zone };
}
