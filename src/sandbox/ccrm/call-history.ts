import type { SandboxBehaviour } from '../behaviour.js';
import { oddCost, oddDate, oddDuration } from '../data/odd-forms.js';
import { withOddNumber } from '../data/odd-numbers.js';
import { isLocalDate } from '../data/local-time.js';
import type { CallRange } from '../data/calls/call-range.js';
import type { DateWindow } from '../date-window.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { SandboxRequest } from '../request-log.js';
import type { WireCall } from '../wire.js';
import { ccrmRefusal } from './envelope.js';

type Order = SandboxBehaviour['callHistoryOrder'];

/** ccrm's call history: one page of the range between two local dates, and the count of the whole range. */
export function callHistory(
  request: SandboxRequest,
  behaviour: SandboxBehaviour,
  callsWithin: (window: DateWindow) => CallRange,
): Reply {
  const refusal = ccrmRefusal(request, behaviour);
  if (refusal !== null) return refusal;
  const { dateFrom, dateTo, page = '1' } = request.query;
  if (request.path.includes('+')) return badRequest('Invalid date format');
  if (dateFrom === undefined || dateTo === undefined) return badRequest('dateFrom and dateTo are required');
  if (!isLocalDate(dateFrom) || !isLocalDate(dateTo)) return badRequest('Invalid date format');
  if (!/^[1-9]\d{0,8}$/.test(page)) return badRequest('Invalid page');
  const calls = callsWithin({ from: dateFrom, to: dateTo, bounds: behaviour.bounds });
  const first = (Number(page) - 1) * behaviour.pageSize;
  const length = Math.max(0, Math.min(behaviour.pageSize, calls.length - first));
  const positions = Array.from({ length }, (_, offset) =>
    position(first + offset, calls.length, behaviour.callHistoryOrder),
  );
  return jsonReply(200, {
    success: true,
    data: positions.map((index) => written(calls.at(index))),
    otherData: { totalCount: calls.length },
    message: 'OK',
  });
}

function written(call: WireCall): unknown {
  const { uuid, callDate, duration, cost } = call;
  return {
    ...withOddNumber(call),
    callDate: oddDate(uuid, callDate),
    duration: oddDuration(uuid, duration),
    cost: oddCost(uuid, cost),
  };
}

function badRequest(message: string): Reply {
  return jsonReply(400, { success: false, message });
}

/** The index in the range, oldest first, of the nth record of a response. */
function position(nth: number, count: number, order: Order): number {
  if (order === 'oldest-first') return nth;
  if (order === 'newest-first') return count - 1 - nth;
  return (nth * scatteringStep(count) + Math.floor(count / 3)) % count;
}

/** A step that visits each of `count` indexes once, far from its neighbours. */
function scatteringStep(count: number): number {
  const coprime = (step: number): boolean => greatestCommonDivisor(step, count) === 1;
  let step = Math.max(1, Math.floor(count * 0.618));
  while (!coprime(step)) step += 1;
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
