import { isDeepStrictEqual } from 'node:util';
import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import type { Anomalies } from '../../../upstream/anomalies.js';
import { badResponse } from '../../../upstream/provider-errors.js';
import type { CcrmApi, HistoryPage } from '../api.js';

/** The records of one call's notes. */
export type ReadNotes = (callUuid: string, scope: OperationScope) => Promise<readonly unknown[]>;

/** More pages than any call has. */
const MAX_PAGES = 100;

/**
 * Reads notes. If there are fewer than the response's total, reads further pages as in the call history, and then page 1
 * again. UPSTREAM_BAD_RESPONSE if there still are, unless page 1 is identical, not empty, and the only one: totals then
 * count something else, and this account's are ignored from then on.
 */
export function createReadNotes(api: CcrmApi, anomalies: Anomalies): ReadNotes {
  let areTotalsTrusted = true;

  /** The records of page 1, and of further pages up to the total. */
  async function upToTotal(
    first: HistoryPage,
    callUuid: string,
    scope: OperationScope,
  ): Promise<HistoryPage> {
    let known = first;
    for (let page = 2; page <= MAX_PAGES && countsMore(known) && known.records.length > 0; page += 1) {
      const { records, total } = await api.notes(callUuid, page, scope);
      const isKnown = (record: unknown) => known.records.some((each) => isDeepStrictEqual(each, record));
      const further = records.filter((record) => !isKnown(record));
      if (further.length === 0) break;
      known = { records: [...known.records, ...further], total };
    }
    return known;
  }

  return async (callUuid, scope) => {
    const first = await api.notes(callUuid, 1, scope);
    if (!areTotalsTrusted || !countsMore(first)) return first.records;
    const all = await upToTotal(first, callUuid, scope);
    if (!countsMore(all)) return all.records;
    const second = await api.notes(callUuid, 1, scope);
    if (!countsMore(second)) return second.records;
    if (second.records.length === 0 || !isDeepStrictEqual(all, second)) {
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
