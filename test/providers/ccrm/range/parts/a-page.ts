import type { Call } from '../../../../../src/domain/call.js';
import type { Page, ReadPage } from '../../../../../src/providers/ccrm/range/page-evidence.js';
import { aDecodedCall } from '../../a-decoded-call.js';
import { wireDate } from '../../../../support/builders.js';

/** Noon in UTC and in local time. */
export const NOON = Date.parse('2025-03-12T12:00:00Z');
const LOCAL_NOON = Date.parse('2025-03-12T13:00:00Z');

/** A call that starts so many seconds after noon. */
export function callAt(second: number, uuid = `${String(second)} s`): Call {
  const localDate = wireDate(LOCAL_NOON + second * 1000);
  return aDecodedCall({ uuid, startedAt: NOON + second * 1000, localDate });
}

/** One call per second, from this second after noon on. */
export function callsFrom(second: number, count: number): Call[] {
  return Array.from({ length: count }, (_, index) => callAt(second + index));
}

/** So many calls in one second after noon, numbered from `first`. */
export function crowd(second: number, count: number, first = 0): Call[] {
  return Array.from({ length: count }, (_, index) => callAt(second, `crowd ${String(first + index)}`));
}

/** An interval in seconds after noon. */
export function seconds(start: number, end: number) {
  return { start: NOON + start * 1000, end: NOON + end * 1000 };
}

/** A page of these calls and of further unreadable records. */
export function pageOf(calls: readonly Call[], total: number | null = null, unreadable = 0): Page {
  return { calls, received: calls.length + unreadable, total };
}

/** A provider that returns these pages in turn, and the page numbers requested from it. */
export function scripted(...answers: readonly Page[]) {
  const asked: number[] = [];
  const next = (page: number): Promise<Page> => {
    const answer = answers[asked.push(page) - 1];
    return answer === undefined
      ? Promise.reject(new Error('expected no further request'))
      : Promise.resolve(answer);
  };
  const readPage: ReadPage = (_from, _to, page) => next(page);
  return { asked, next, readPage };
}
