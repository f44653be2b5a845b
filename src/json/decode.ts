/*
 * Readers of a decoded JSON value, for what providers write in more than one form.
 * None of them throws; null means that the value can't be read so.
 */

/** A JSON object; null for arrays and everything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return isRecord(value) ? value : null;
}

/**
 * Reads objects whose keys may be spelled in another case or with other separators than these names: `speed_dial` or
 * `speeddial` for `SpeedDial`. Other keys stay as they are, and a key that is spelled like its name wins.
 */
export function recordOf(names: readonly string[]): typeof record {
  const spellings = new Map(names.map((name) => [enumKey(name), name]));
  const known = new Set(names);
  const nameOf = (key: string) => spellings.get(enumKey(key)) ?? key;
  return (value) => {
    const fields = record(value);
    if (fields === null || Object.keys(fields).every((key) => known.has(key))) return fields;
    const renamed = Object.entries(fields).filter(([key]) => !known.has(key) && !(nameOf(key) in fields));
    return renamed.length === 0
      ? fields
      : { ...fields, ...Object.fromEntries(renamed.map(([key, item]) => [nameOf(key), item])) };
  };
}

/**
 * Whether a value says that there is nothing, as PHP writes it: no value, null, `false`, a blank string, or an array or
 * object with nothing in it.
 */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.values(value).every(isNothing);
}

/** A string as it stands, or a number's decimal digits; null for anything else and for a blank string. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
}

/** A whole number of 32 bits, as GraphQL's Int has them, from a number or a string such as `"3"` or `"3.0"`. */
export function integer(value: unknown): number | null {
  const number = typeof value === 'string' && wholeNumber.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && (number | 0) === number ? number : null;
}

/**
 * An array's items, or the values of a map, as PHP writes a list whose keys have gaps; an object that isn't a map is a
 * list of one. Empty for null, a missing value and everything else.
 */
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return [];
  const isMap = Object.entries(value).every(([key, item]) => isRecord(item) || /^\d+$/.test(key));
  return isMap ? Object.values(value) : [value];
}

/** The items of `list(value)` as `decode` reads them, without those of which it makes null. */
export function decodeList<T>(value: unknown, decode: (item: unknown) => T | null): readonly T[] {
  // Mapped before it is filtered: an array that grows item by item is left with room for 16 more.
  const items = list(value).map(decode);
  return items.every((item) => item !== null) ? items : items.filter((item) => item !== null);
}

/** Yes or no, from a boolean, 1 and 0, or `"yes"`, `"true"`, `"1"` and their opposites in any case. */
export function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = text(value)?.trim().toLowerCase() ?? '';
  return yes.has(word) ? true : no.has(word) ? false : null;
}

/** An enum value without case and separators: `noanswer` for `NO_ANSWER` and `noAnswer`; `''` where there is none. */
export function enumKey(value: unknown): string {
  return (text(value) ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const wholeNumber = /^[+-]?\d+(\.0*)?$/;
const yes: ReadonlySet<string> = new Set(['true', 'yes', 'y', 'on', '1']);
const no: ReadonlySet<string> = new Set(['false', 'no', 'n', 'off', '0']);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
