/*
 * Lenient readers of parsed JSON values, for fields that providers send in several forms.
 * They never throw; null means that the value can't be read as the requested type.
 */

/** A JSON object; null for arrays and everything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return isRecord(value) ? value : null;
}

/**
 * Reads objects whose keys may differ from these names in case and separators: `speed_dial` or `speeddial` for
 * `SpeedDial`. Other keys are left unchanged. A key that matches a name exactly takes precedence.
 */
export function recordOf(names: readonly string[]): typeof record {
  const spellings = new Map(names.map((name) => [enumKey(name), name]));
  const known = new Set(names);
  const nameOf = (key: string) => spellings.get(enumKey(key)) ?? key;
  return (value) => {
    const fields = record(value);
    if (fields === null || hasOnly(fields, known)) return fields;
    const renamed = Object.entries(fields).filter(([key]) => !known.has(key) && !(nameOf(key) in fields));
    return renamed.length === 0
      ? fields
      : { ...fields, ...Object.fromEntries(renamed.map(([key, item]) => [nameOf(key), item])) };
  };
}

/** Without `Object.keys`, which allocates: every object of a page is checked. */
function hasOnly(fields: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): boolean {
  for (const key in fields) if (!known.has(key)) return false;
  return true;
}

/**
 * Whether a value is empty, in any of PHP's forms: undefined, null, `false`, a blank string, or an array or object of
 * which every value is empty.
 */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.values(value).every(isNothing);
}

/**
 * A string unchanged, or a number's decimal digits; null for a blank string, for a number beyond 2^53 that isn't a
 * bigint, because its last digits may not be the provider's, and for anything else.
 */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  const isExact = typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return isExact || typeof value === 'bigint' ? String(value) : null;
}

/**
 * Like `text`, for numbers that are dialled: `107` for `"107.0"`, as some languages write a float. null for a JSON
 * number that isn't whole: its point would be mistaken for a separator.
 */
export function dialled(value: unknown): string | null {
  if (typeof value === 'number' && !Number.isInteger(value)) return null;
  return text(value)?.replace(/^(\d+)\.0$/, '$1') ?? null;
}

/** A 32-bit integer (GraphQL's Int) from a number or a string such as `"3"` or `"3.0"`; null for anything else. */
export function integer(value: unknown): number | null {
  const number = typeof value === 'string' && wholeNumber.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && (number | 0) === number ? number : null;
}

/**
 * The items of an array, or the values of a map: PHP encodes a list whose keys have gaps as a map. Each entry of a map
 * has a numeric key, or an object or null as its value. Any other object is a list of one item. Empty for everything
 * else.
 */
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return [];
  const keys = Object.keys(value);
  const isItem = (key: string) => isRecord(value[key]) || /^\d+$/.test(key);
  const isMap =
    keys.every((key) => value[key] === null || isItem(key)) && (keys.length === 0 || keys.some(isItem));
  return isMap ? Object.values(value) : [value];
}

/** A boolean from a boolean, 1 or 0, or `"yes"`, `"true"`, `"1"`, `"ok"` or their opposites in any case; else null. */
export function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = text(value)?.trim().toLowerCase() ?? '';
  return yes.has(word) ? true : no.has(word) ? false : null;
}

/** An enum value in lower case without separators: `noanswer` for `NO_ANSWER` and `noAnswer`; `''` if there is none. */
export function enumKey(value: unknown): string {
  return (text(value) ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const wholeNumber = /^[+-]?\d+(\.0*)?$/;
const yes: ReadonlySet<string> = new Set(['true', 'yes', 'y', 'on', '1', 'ok']);
const no: ReadonlySet<string> = new Set(['false', 'no', 'n', 'off', '0']);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
