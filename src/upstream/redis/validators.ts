/*
 * Checks of a value that was once of a domain's type, was written as JSON, and may have become anything since.
 * Exact, unlike decode.ts: nothing is read in another form than it was written in.
 */

export type Check<T> = (value: unknown) => value is T;

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** A whole number that is exact. */
export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** A JSON object of any content. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function nullOr<T>(check: Check<T>): Check<T | null> {
  return (value) => value === null || check(value);
}

export function either<A, B>(first: Check<A>, second: Check<B>): Check<A | B> {
  return (value) => first(value) || second(value);
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(check);
}

/** Of all the words of an enum. */
export function wordOf<T extends string>(words: Readonly<Record<T, true>>): Check<T> {
  return (value): value is T => typeof value === 'string' && Object.hasOwn(words, value);
}

/** One word, or null. */
export function only<T extends string | null>(word: T): Check<T> {
  return (value): value is T => value === word;
}

/** An object with all the fields of a type. */
export function shapeOf<T>(fields: { readonly [Name in keyof T]-?: Check<T[Name]> }): Check<T> {
  const checks = Object.entries<Check<unknown>>(fields);
  return (value): value is T => isRecord(value) && checks.every(([name, check]) => check(value[name]));
}
