import type { Call } from '../../domain/call.js';
import { mapInSlices } from '../../domain/operation/slices.js';
import { UnreadableCallsError } from '../../domain/upstream/upstream-error.js';
import { nothingReadable } from '../../upstream/provider-errors.js';
import { type CcrmApi, PAGE_SIZE } from './api.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import type { ReadPage } from './range/page-evidence.js';

/**
 * Reads pages of the call history. Skips and reports records that can't be decoded, and reports repeated uuids. As long
 * as no record of the account has been decoded, a page with only undecodable records is an UPSTREAM_BAD_RESPONSE, or an
 * UnreadableCallsError if it is the only page; later, the caller decides. Calls `remember` with each decoded call.
 */
export function createReadPage(
  api: CcrmApi,
  context: DecodeContext,
  remember: (call: Call, record: unknown, isInBackground: boolean) => void,
): ReadPage {
  let hasRead = false;
  return async (dateFrom, dateTo, number, scope) => {
    const { records, total } = await api.callHistory(dateFrom, dateTo, number, scope);
    const { isInBackground } = scope;
    const decoded = await mapInSlices(
      records,
      (record) => {
        const call = decodeCall(record, context);
        if (call !== null) remember(call, record, isInBackground);
        return call;
      },
      isInBackground,
    );
    const calls = decoded.filter((call) => call !== null);
    hasRead ||= calls.length > 0;
    if (!hasRead && records.length > 0) {
      const isOnlyPage = records.length < PAGE_SIZE && (total ?? 0) <= records.length;
      throw nothingReadable('ccrm', records.length, isOnlyPage ? UnreadableCallsError : undefined);
    }
    if (calls.length < records.length) {
      context.anomalies.leftOut('callHistory', 'no uuid or no date', records.length - calls.length);
    }
    const repeated = calls.length - new Set(calls.map(({ uuid }) => uuid)).size;
    context.anomalies.leftOut('callHistory', 'same uuid', repeated);
    return { calls, received: records.length, total };
  };
}
