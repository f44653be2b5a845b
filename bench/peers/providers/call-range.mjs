import { instantOf } from './local-time.mjs';

/** The calls of a range of instants, of which `to` isn't one, in the order of `calls`. */
export function within(calls, from, to) {
  return calls.filter(({ startedAt }) => startedAt >= from && startedAt < to);
}

/** The same of records of the call history, newest first. */
export function newestWithin(records, from, to) {
  const started = records.map((record) => ({ record, startedAt: instantOf(record.callDate) }));
  return within(started, from, to)
    .sort((a, b) => b.startedAt - a.startedAt || (a.record.uuid < b.record.uuid ? 1 : -1))
    .map(({ record }) => record);
}
