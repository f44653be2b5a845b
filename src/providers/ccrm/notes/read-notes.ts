import { isDeepStrictEqual } from 'node:util';
import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import type { Anomalies } from '../../../upstream/anomalies.js';
import { badResponse } from '../../../upstream/provider-errors.js';
import type { CcrmApi, HistoryPage } from '../api.js';

/** The records of one call's notes. */
export type ReadNotes = (callUuid: string, scope: OperationScope) => Promise<readonly unknown[]>;

/**
 * Reads notes, and reads them again if there are fewer than the response's total. UPSTREAM_BAD_RESPONSE if there still
 * are, unless the second response is identical and not empty: totals then count something else, and this account's are
 * ignored from then on.
 */
export function createReadNotes(api: CcrmApi, anomalies: Anomalies): ReadNotes {
  let areTotalsTrusted = true;
  return async (callUuid, scope) => {
    const first = await api.notes(callUuid, scope);
    if (!areTotalsTrusted || !countsMore(first)) return first.records;
    const second = await api.notes(callUuid, scope);
    if (!countsMore(second)) return second.records;
    if (second.records.length === 0 || !isDeepStrictEqual(first, second)) {
      throw badResponse('ccrm', 'ccrm returned fewer notes than its total');
    }
    areTotalsTrusted = false;
    anomalies.suspect('notes', 'fewer notes than their total');
    return second.records;
  };
}

function countsMore({ records, total }: HistoryPage): boolean {
  return total !== null && total > records.length;
}
