import { integer, record, text } from '../json/decode.js';

/** A date as a provider writes it, to the second. */
export interface WrittenDate {
  /** `YYYY-MM-DD HH:MM:SS`; not checked against the calendar. */
  readonly local: string;
  /** An offset from UTC, `UTC`, or a zone's name unchanged; null if the date has none. */
  readonly zone: string | null;
}

/** Date, hour and minute, optional seconds, a fraction that is dropped, and an offset from UTC or an abbreviation. */
const FORM =
  /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(?:[.,]\d{1,9})?(?: ?(Z|[A-Z]{3,4}|[+-]\d\d(?::?\d\d)?))?$/i;

/** The abbreviations of PHP's `timezone_type` 2 that stand for a single offset in the countries of the providers. */
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

/** PHP's `timezone_type` of a name. `CET` is also a name, whose offset changes in summer. */
const PHP_ZONE_NAME = 3;

/**
 * Reads a date in the forms of PHP and ISO 8601: with a space or `T`, with or without seconds, fraction,
 * surrounding spaces, and an offset, `Z` or abbreviation. Also reads the object that PHP's `json_encode`
 * writes for a DateTime. null for anything else.
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
