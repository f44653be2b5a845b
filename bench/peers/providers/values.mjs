/*
 * What the providers write in more than one form. null means that a value can't be read so.
 */

/** A JSON object; null for arrays and everything else. */
export function record(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/** A string that isn't blank, or a number's digits. */
export function text(value) {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

/** An array's items, or a map's values. */
export function list(value) {
  return Array.isArray(value) ? value : Object.values(record(value) ?? {});
}

/** The value of a table for a word, without regard to case and separators; UNKNOWN where it has none. */
export function oneOf(table, value) {
  return table[(text(value) ?? '').toLowerCase().replaceAll(/[^a-z]/g, '')] ?? 'UNKNOWN';
}
