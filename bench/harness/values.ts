/* Readers of another process's output. Each throws a TypeError if a value has another type. */

/** An object's fields. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isFields(value)) return value;
  throw new TypeError(`Expected an object: ${JSON.stringify(value)}`);
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`Expected a text: ${JSON.stringify(value)}`);
}

export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`Expected a number: ${JSON.stringify(value)}`);
}

/** An array's items, each read with `read`. */
export function listOf<T>(value: unknown, read: (item: unknown) => T): readonly T[] {
  if (Array.isArray(value)) return value.map((item: unknown) => read(item));
  throw new TypeError(`Expected an array: ${JSON.stringify(value)}`);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
