import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { CallCriteria } from '../../domain/call-criteria.js';
import type { Tables } from '../database/tables.js';

/** Conditions for the criteria that columns can decide. */
export function conditionsOf(
  criteria: CallCriteria | null,
  is: ExpressionBuilder<Tables, 'calls'>,
): readonly Expression<SqlBool>[] {
  const { direction, status, service, hasNotes, minDurationSeconds, maxDurationSeconds } = criteria ?? {};
  return [
    ...(direction === undefined ? [] : [is('direction', 'in', direction)]),
    ...(status === undefined ? [] : [is('status', 'in', status)]),
    ...(service === undefined ? [] : [is('service', 'in', service)]),
    ...(hasNotes === undefined ? [] : [is('has_notes', '=', Number(hasNotes))]),
    ...(minDurationSeconds === undefined ? [] : [is('duration', '>=', minDurationSeconds)]),
    ...(maxDurationSeconds === undefined ? [] : [is('duration', '<=', maxDurationSeconds)]),
  ];
}
