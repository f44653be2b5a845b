import type { CallCriteria } from '../../domain/call-criteria.js';
import { record } from '../../json/decode.js';
import { CallDirection, CallService, CallStatus } from './call.enums.js';

/** A filter as callers give it; null imposes no condition. */
export type GivenFilter = { readonly [Field in keyof CallCriteria]: CallCriteria[Field] | null };

/** The maximum of GraphQL's Int. */
const LONGEST = 2 ** 31 - 1;

type LetsAllThrough = (value: unknown) => boolean;

/** Whether every call meets the condition of a field's value. Any value of another field excludes some calls. */
const LETS_ALL_THROUGH: ReadonlyMap<string, LetsAllThrough> = new Map<keyof CallCriteria, LetsAllThrough>([
  ['direction', isNoneOrAllOf(Object.values(CallDirection))],
  ['status', isNoneOrAllOf(Object.values(CallStatus))],
  ['service', isNoneOrAllOf(Object.values(CallService))],
  ['internalNumbers', isNoneOrAllOf(null)],
  ['minDurationSeconds', (seconds) => typeof seconds === 'number' && seconds <= 0],
  ['maxDurationSeconds', (seconds) => seconds === LONGEST],
]);

/** The conditions for which the archive has an index. */
const INDEXED = ['phone', 'contact', 'internalNumber', 'internalNumbers', 'flag'] as const;

/** The conditions of a filter, without those that every call meets; null if none is left. */
export function criteriaOf(filter: unknown): CallCriteria | null {
  const given = record(filter);
  if (given === null) return null;
  const narrowing = Object.entries(given).filter(
    ([field, value]) =>
      value !== null && value !== undefined && LETS_ALL_THROUGH.get(field)?.(value) !== true,
  );
  return narrowing.length === 0 ? null : Object.fromEntries(narrowing);
}

/** Whether the archive finds the calls that meet these criteria by an index. */
export function isIndexed(criteria: CallCriteria | null): boolean {
  return criteria !== null && INDEXED.some((field) => field in criteria);
}

/**
 * Whether columns alone decide which calls meet the criteria, so that a source may count them. An index may find too many
 * calls, and no column tells whether a number is withheld.
 */
export function isDecidedByColumns(criteria: CallCriteria | null): boolean {
  return !isIndexed(criteria) && criteria?.withheld === undefined;
}

function isNoneOrAllOf(all: readonly unknown[] | null): LetsAllThrough {
  return (value) =>
    Array.isArray(value) && (value.length === 0 || all?.every((one) => value.includes(one)) === true);
}
