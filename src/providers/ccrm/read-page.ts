import { mapInSlices } from '../../domain/operation/slices.js';
import { writeJson } from '../../json/parse-json.js';
import { noCallReadable, nothingReadable } from '../../upstream/provider-errors.js';
import { type CcrmApi, PAGE_SIZE } from './api.js';
import type { CallRecords } from './call-records.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import type { ReadPage } from './range/page-evidence.js';
import type { RecentCalls } from './cache/recent-calls.js';

/**
 * Reads pages of the call history. Skips and reports records that can't be decoded, and reports repeated uuids. As long
 * as no record of the account has been decoded, a page with only undecodable records is an UPSTREAM_BAD_RESPONSE, or an
 * UnreadableCallsError if it is the only page; later, the caller decides.
 */
export function createReadPage(
  api: CcrmApi,
  context: DecodeContext,
  recentCalls: RecentCalls,
  callRecords: CallRecords | null,
): ReadPage {
  let hasRead = false;
  return async (dateFrom, dateTo, number, scope) => {
    const { records, total } = await api.callHistory(dateFrom, dateTo, number, scope);
    const { isInBackground } = scope;
    const decoded = await mapInSlices(
      records,
      (record) => {
        const call = decodeCall(record, context);
        if (call === null) return null;
        if (!isInBackground) recentCalls.remember(call);
        callRecords?.remember(call, isInBackground ? writeJson(record) : record);
        return call;
      },
      isInBackground,
    );
    const calls = decoded.filter((call) => call !== null);
    hasRead ||= calls.length > 0;
    if (!hasRead && records.length > 0) {
      const isOnlyPage = records.length < PAGE_SIZE && (total ?? 0) <= records.length;
      throw (isOnlyPage ? noCallReadable : nothingReadable)('ccrm', records.length);
    }
    if (calls.length < records.length) {
      context.anomalies.leftOut('callHistory', 'no uuid or no date', records.length - calls.length);
    }
    const repeated = calls.length - new Set(calls.map(({ uuid }) => uuid)).size;
    context.anomalies.leftOut('callHistory', 'same uuid', repeated);
    return { calls, received: records.length, total };
  };
}
