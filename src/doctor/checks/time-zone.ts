import { createLocalClock } from '../../providers/ccrm/local-clock.js';
import { type LastCalls, valueOf } from '../evidence.js';
import type { Check, Finding } from '../finding.js';

const MINUTE = 60_000;
/** Minutes; no zone is further ahead or behind, and all differ from UTC by quarters of an hour. */
const FURTHEST = 14 * 60;
const STEP = 15;

/** Whether the call history is written in the configured zone: a note gives the UTC date of its call. */
export const checkTimeZone: Check = ({ ccrm }) => {
  const lastCalls = valueOf(ccrm);
  return lastCalls === undefined ? [] : [judged(lastCalls)];
};

function judged({ timezone, twoDates }: LastCalls): Finding {
  if (twoDates === null) {
    const facts = { timezone, expectedMinutes: null, measuredMinutes: null };
    return finding('UNKNOWN', 'No call of the last days has a note that tells its date.', facts);
  }
  const { history, note } = { history: wallClock(twoDates.history), note: wallClock(twoDates.note) };
  const expected = minutesBetween(wallClock(createLocalClock(timezone).dateOf(note)), note);
  const measured = minutesBetween(history, note);
  const facts = { timezone, expectedMinutes: expected, measuredMinutes: measured };
  if (measured === expected) return finding('GOOD', `Calls are written in ${timezone}.`, facts);
  if (measured === 0) {
    return finding('UNKNOWN', 'A call and its note have the same date: either may be local time.', facts);
  }
  if (measured % STEP !== 0 || Math.abs(measured) > FURTHEST) {
    return finding('UNKNOWN', 'A call and its note have dates that no zone explains.', facts);
  }
  const text = `Calls are ${measured} minutes ahead of UTC, and ${timezone} is ${expected}.`;
  return finding('PROBLEM', text, facts);
}

function finding(verdict: Finding['verdict'], text: string, facts: Finding['facts']): Finding {
  return { check: 'timeZone', provider: 'ccrm', verdict, text, facts };
}

/** A date without a zone, in milliseconds, as if it were UTC. */
function wallClock(date: string): number {
  return Date.parse(`${date.replace(' ', 'T')}Z`);
}

function minutesBetween(later: number, earlier: number): number {
  return Math.round((later - earlier) / MINUTE);
}
