/** The form of a list, object or scalar: `missing`, `null`, `[]`, `array`, `{}`, `object`, or the scalar's type. */
export function form(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'array';
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.keys(value).length === 0 ? '{}' : 'object';
}

/** The distinct values as texts, sorted. */
export function distinct(values: Iterable<unknown>): string[] {
  return [...new Set([...values].map(String))].sort();
}

/** The fields of an object, or none. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The elements of a list in any of its forms. */
export function elements(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Object.values(fields(value)).map(fields);
}
