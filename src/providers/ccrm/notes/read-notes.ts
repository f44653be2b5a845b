import { isDeepStrictEqual } from 'node:util';
import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import type { Anomalies } from '../../../upstream/anomalies.js';
import { badResponse } from '../../../upstream/provider-errors.js';
import type { CcrmApi, HistoryPage } from '../api.js';

/** The records of one call's notes; `isCounted`: whether the call history counts any. */
export type ReadNotes = (
  callUuid: string,
  scope: OperationScope,
  isCounted: boolean,
) => Promise<readonly unknown[]>;

/**
 * Reads notes, and reads them again if there are fewer than the response's total, or none although they are counted.
 * UPSTREAM_BAD_RESPONSE if there are still fewer than the total, unless the second response is identical and not empty:
 * totals then count something else, and this account's are ignored from then on. No notes twice are reported.
 */
export function createReadNotes(api: CcrmApi, anomalies: Anomalies): ReadNotes {
  let areTotalsTrusted = true;
  return async (callUuid, scope, isCounted) => {
    const isShort = (page: HistoryPage) => areTotalsTrusted && countsMore(page);
    const isMissing = ({ records }: HistoryPage) => isCounted && records.length === 0;
    const first = await api.notes(callUuid, scope);
    if (!isShort(first) && !isMissing(first)) return first.records;
    const second = await api.notes(callUuid, scope);
    if (!isShort(second)) {
      if (isMissing(second)) anomalies.suspect('notes', 'no notes of a call that counts some');
      return second.records;
    }
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
