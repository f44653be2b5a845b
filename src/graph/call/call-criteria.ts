import type { CallCriteria } from '../../domain/call-criteria.js';
import type { CallFilter } from './call.args.js';
import { INDEXED, isNarrowing, narrowingValue } from './narrowing-filter.js';

/** The conditions of a filter that a source may use to find calls faster; null without a filter. */
export function criteriaOf(filter: CallFilter | null | undefined): CallCriteria | null {
  if (filter === null || filter === undefined) return null;
  const value = <Field extends keyof CallFilter>(field: Field) => narrowingValue(filter, field);
  const number = value('internalNumber');
  return {
    directions: value('direction'),
    statuses: value('status'),
    services: value('service'),
    phone: value('phone'),
    contact: value('contact'),
    internalNumbers: number === null ? value('internalNumbers') : [number],
    flag: value('flag'),
    hasNotes: value('hasNotes'),
    minDurationSeconds: value('minDurationSeconds'),
    maxDurationSeconds: value('maxDurationSeconds'),
  };
}

/**
 * Whether columns alone decide which calls match the filter, so that a source may count them. An index may find too many
 * calls, and criteria lack `withheld`.
 */
export function isDecidedByColumns(filter: CallFilter | null | undefined): boolean {
  return !isNarrowing(filter, [...INDEXED, 'withheld']);
}
