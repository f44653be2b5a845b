import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { CallCriteria } from '../../domain/call-criteria.js';
import type { Tables } from '../database/tables.js';

/** Conditions for the criteria that columns can decide. */
export function conditionsOf(
  criteria: CallCriteria | null,
  is: ExpressionBuilder<Tables, 'calls'>,
): readonly Expression<SqlBool>[] {
  if (criteria === null) return [];
  const { directions, statuses, services, hasNotes, minDurationSeconds, maxDurationSeconds } = criteria;
  return [
    ...(directions === null ? [] : [is('direction', 'in', directions)]),
    ...(statuses === null ? [] : [is('status', 'in', statuses)]),
    ...(services === null ? [] : [is('service', 'in', services)]),
    ...(hasNotes === null ? [] : [is('has_notes', '=', Number(hasNotes))]),
    ...(minDurationSeconds === null ? [] : [is('duration', '>=', minDurationSeconds)]),
    ...(maxDurationSeconds === null ? [] : [is('duration', '<=', maxDurationSeconds)]),
  ];
}
