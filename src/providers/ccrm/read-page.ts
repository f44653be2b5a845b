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
 * Unreadable records on pages without a readable one, in a row, that are left out of an account whose records could be
 * read before: a narrow interval may hold nothing but an odd record.
 */
const MOST_UNREADABLE = 10;

/** Reads pages of the call history; what can't be read at all is left out and counted. */
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
    return { calls, received: records.length, total };
  };
}
