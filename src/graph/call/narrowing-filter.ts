import type { CallFilter } from './call.args.js';
import { CallDirection, CallService, CallStatus } from './call.enums.js';

/** The maximum of GraphQL's Int. */
const LONGEST = 2 ** 31 - 1;

type LetsAllThrough = (value: unknown) => boolean;

/** Whether every call meets the condition of a field's non-null value. */
const LETS_ALL_THROUGH: { readonly [Field in keyof CallFilter]-?: LetsAllThrough } = {
  direction: isNoneOrAllOf(Object.values(CallDirection)),
  status: isNoneOrAllOf(Object.values(CallStatus)),
  service: isNoneOrAllOf(Object.values(CallService)),
  internalNumber: () => false,
  internalNumbers: isNoneOrAllOf(null),
  phone: () => false,
  contact: () => false,
  withheld: () => false,
  flag: () => false,
  hasNotes: () => false,
  minDurationSeconds: (seconds) => typeof seconds === 'number' && seconds <= 0,
  maxDurationSeconds: (seconds) => seconds === LONGEST,
};

/** The conditions for which the archive has an index. */
export const INDEXED = ['phone', 'contact', 'internalNumber', 'internalNumbers', 'flag'] as const;

/** Whether one of these fields of a filter, or any field if `fields` is absent, can exclude a call. */
export function isNarrowing(filter: unknown, fields?: readonly (keyof CallFilter)[]): boolean {
  if (typeof filter !== 'object' || filter === null) return false;
  return Object.entries(LETS_ALL_THROUGH).some(([field, letsAllThrough]) => {
    if (fields?.some((one) => one === field) === false) return false;
    const value: unknown = Reflect.get(filter, field);
    return value !== null && value !== undefined && !letsAllThrough(value);
  });
}

/** The value of a filter's field; null if every call meets it. */
export function narrowingValue<Field extends keyof CallFilter>(
  filter: CallFilter,
  field: Field,
): NonNullable<CallFilter[Field]> | null {
  const { [field]: value } = filter;
  return value == null || LETS_ALL_THROUGH[field](value) ? null : value;
}

function isNoneOrAllOf(all: readonly unknown[] | null): LetsAllThrough {
  return (value) =>
    Array.isArray(value) && (value.length === 0 || all?.every((one) => value.includes(one)) === true);
}
