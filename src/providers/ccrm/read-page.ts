import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Call } from '../../domain/call.js';
import { slicesOf } from '../../domain/operation/slices.js';
import { nothingReadable } from '../../upstream/nothing-readable.js';
import type { CcrmApi } from './api.js';
import type { CallRecords } from './call-records.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import type { ReadPage } from './range/page-evidence.js';
import type { RecentCalls } from './cache/recent-calls.js';

/**
 * Once a record of the account has been decoded, this many undecodable records on consecutive pages without a
 * decodable one don't fail the pages: a narrow interval of a long range may hold nothing but an odd record.
 */
const MOST_UNREADABLE = 10;

/**
 * Reads pages of the call history. Records that can't be decoded are left out and reported; UPSTREAM_BAD_RESPONSE if
 * no record can be decoded, with the tolerance of `MOST_UNREADABLE`. Records with the uuid of another one are reported,
 * too: of several in one interval, the first is used.
 */
export function createReadPage(
  api: CcrmApi,
  context: DecodeContext,
  recentCalls: RecentCalls,
  callRecords: CallRecords | null,
): ReadPage {
  let hasRead = false;
  let unreadable = 0;
  return async (dateFrom, dateTo, number, scope) => {
    const { records, total } = await api.callHistory(dateFrom, dateTo, number, scope);
    const isInBackground = scope.pace !== undefined;
    const calls: Call[] = [];
    for (const slice of slicesOf(records)) {
      if (slice.length < records.length) await nextTurn();
      for (const record of slice) {
        const call = decodeCall(record, context);
        if (call === null) continue;
        if (!isInBackground) recentCalls.remember(call);
        callRecords?.remember(call, record);
        calls.push(call);
      }
    }
    unreadable = calls.length > 0 ? 0 : unreadable + records.length;
    if (unreadable > (hasRead ? MOST_UNREADABLE : 0)) throw nothingReadable('ccrm', records.length);
    hasRead ||= calls.length > 0;
    if (calls.length < records.length) {
      context.anomalies.leftOut('callHistory', 'no uuid or no date', records.length - calls.length);
    }
    const repeated = calls.length - new Set(calls.map(({ uuid }) => uuid)).size;
    context.anomalies.leftOut('callHistory', 'same uuid', repeated);
    return { calls, received: records.length, total };
  };
}
