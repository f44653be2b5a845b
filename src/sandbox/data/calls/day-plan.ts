import { dateInDay, isShown } from '../local-time.js';
import { Random } from '../random.js';
import type { Company } from './call-record.js';

const HOUR = 3600;
const HOLIDAYS = new Set(['01-01', '05-01', '05-03', '11-01', '11-11', '12-25', '12-26']);
/** The calls of a day at the weekend or a holiday, as a share of a working day's. */
const AT_WEEKENDS = 0.36;
const GROWTH_FROM = Date.UTC(2025, 0, 1) / 86_400_000;

/** Calls in each hour of the day, relative to each other: working hours with a lunch dip. */
const WORKING_HOURS = [
  0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 1, 4, 9, 12, 13, 11, 6, 7, 11, 10, 8, 4, 2.5, 2, 1.5, 1, 0.6, 0.4,
] as const;
const QUIET_HOURS = [
  0.7, 0.6, 0.5, 0.5, 0.5, 0.5, 0.7, 0.9, 1.2, 1.5, 1.6, 1.5, 1.3, 1.3, 1.4, 1.4, 1.3, 1.2, 1.2, 1.2, 1.1, 1,
  0.9, 0.8,
] as const;

type Size = Pick<Company, 'seed' | 'callsPerDay'>;

/** The number of calls of a day (days since 1970-01-01): more from year to year and in winter, few at weekends. */
export function callsOfDay({ seed, callsPerDay }: Size, day: number): number {
  const random = new Random(seed, 3, day);
  const jitter = 0.85 + random.fraction() * 0.3;
  if (isQuiet(day)) return Math.round(callsPerDay * AT_WEEKENDS * jitter);
  const growth = Math.min(2, Math.max(0.5, 1 + (0.08 * (day - GROWTH_FROM)) / 365));
  const season = 1 + 0.12 * Math.cos((2 * Math.PI * (day - GROWTH_FROM)) / 365.25);
  return Math.round(callsPerDay * growth * season * weekdayFactor(day) * jitter);
}

/** The local date of each call of a day, in order; none in the hour that is skipped in spring. */
export function datesOfDay(company: Size, day: number): readonly string[] {
  const random = new Random(company.seed, 4, day);
  const count = callsOfDay(company, day);
  const hours = isQuiet(day) ? QUIET_HOURS : WORKING_HOURS;
  const total = hours.reduce<number>((sum, weight) => sum + weight, 0);
  const dates = Array.from({ length: count }, (_, index) =>
    shownDate(day, secondAt(hours, ((index + random.fraction()) / count) * total)),
  );
  return dates.sort();
}

/** The second of the day at which the hours reach this cumulative weight. */
function secondAt(hours: readonly number[], weight: number): number {
  let rest = weight;
  for (const [hour, share] of hours.entries()) {
    if (rest < share) return Math.floor((hour + rest / share) * HOUR);
    rest -= share;
  }
  return 24 * HOUR - 1;
}

function shownDate(day: number, second: number): string {
  const date = dateInDay(day, second);
  const mayBeLeftOut = second >= 2 * HOUR && second < 3 * HOUR;
  return mayBeLeftOut && !isShown(date) ? dateInDay(day, second + HOUR) : date;
}

function isQuiet(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6 || HOLIDAYS.has(dateInDay(day, 0).slice(5, 10));
}

function weekdayFactor(day: number): number {
  const weekday = weekdayOf(day);
  return weekday === 1 ? 1.15 : weekday === 5 ? 0.85 : 1;
}

/** 0 is Sunday. */
function weekdayOf(day: number): number {
  return (day + 4) % 7;
}
