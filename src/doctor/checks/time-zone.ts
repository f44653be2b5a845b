import { MINUTE } from '../../domain/interval.js';
import type { LastCalls } from '../../providers/provider.js';
import { type Judgement, ofEachProvider } from '../finding.js';

/** Minutes; no time zone is further from UTC, and all offsets are multiples of a quarter of an hour. */
const FURTHEST = 14 * 60;
const STEP = 15;
const UNREAD = 'Unknown: the notes can’t be read.';

/** Whether the call history's dates are in the configured time zone: a note contains the UTC date of its call. */
export const checkTimeZone = ofEachProvider(({ probe: { lastCalls } }) =>
  lastCalls ? judged(lastCalls) : null,
);

function judged({ timezone, dates, notesFailure }: LastCalls): Judgement {
  if (dates === null) {
    const facts = { timezone, expectedMinutes: null, measuredMinutes: null };
    const why = notesFailure === null ? 'Unknown: no recent call has a note with its date.' : UNREAD;
    return { verdict: 'UNKNOWN', text: why, facts };
  }
  const utc = wallClock(dates.utc);
  const expected = minutesBetween(wallClock(dates.local), utc);
  const measured = minutesBetween(wallClock(dates.history), utc);
  const facts = { timezone, expectedMinutes: expected, measuredMinutes: measured };
  if (measured === expected) return { verdict: 'GOOD', text: `Dates of calls are in ${timezone}.`, facts };
  const doubt =
    measured === 0
      ? 'have the same date, so both may be local time'
      : measured % STEP !== 0 || Math.abs(measured) > FURTHEST
        ? 'differ by an offset that no time zone has'
        : null;
  if (doubt !== null) return { verdict: 'UNKNOWN', text: `Unknown: a call and its note ${doubt}.`, facts };
  const text = `Dates of calls are ${measured} minutes ahead of UTC, but ${timezone} is ${expected} minutes ahead.`;
  return { verdict: 'PROBLEM', text, facts };
}

/** A date without a time zone, in milliseconds, as if it were UTC. */
function wallClock(date: string): number {
  return Date.parse(`${date.replace(' ', 'T')}Z`);
}

function minutesBetween(later: number, earlier: number): number {
  return Math.round((later - earlier) / MINUTE);
}
