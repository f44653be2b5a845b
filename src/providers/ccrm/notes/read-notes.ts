import { isDeepStrictEqual } from 'node:util';
import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import { badResponse } from '../../../upstream/provider-errors.js';
import type { CcrmApi, HistoryPage } from '../api.js';
import type { DecodeContext } from '../decode-call.js';

/** The records of one call's notes. */
export type ReadNotes = (callUuid: string, scope: OperationScope) => Promise<readonly unknown[]>;

/**
 * Reads notes, again if an answer has fewer than its total. UPSTREAM_BAD_RESPONSE if it stays so, unless the same notes,
 * at least one, come with the same total: then totals count something else, and this account's are ignored from then on.
 */
export function createReadNotes(
  api: CcrmApi,
  { workspace, anomalies }: Pick<DecodeContext, 'workspace' | 'anomalies'>,
): ReadNotes {
  let areTotalsTrusted = true;
  return async (callUuid, scope) => {
    const first = await api.notes(callUuid, scope);
    if (!areTotalsTrusted || !countsMore(first)) return first.records;
    const second = await api.notes(callUuid, scope);
    if (!countsMore(second)) return second.records;
    if (second.records.length === 0 || !isDeepStrictEqual(first, second)) {
      throw badResponse('ccrm', 'ccrm answered with fewer notes than it counts');
    }
    areTotalsTrusted = false;
    anomalies.suspect('notes', workspace, 'fewer notes than their total');
    return second.records;
  };
}

function countsMore({ records, total }: HistoryPage): boolean {
  return total !== null && total > records.length;
}
