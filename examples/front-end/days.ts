import { Temporal } from 'temporal-polyfill';

/** The current day in a zone, such as `2026-03-04`. */
export function today(zone: string): string {
  return Temporal.Now.plainDateISO(zone).toString();
}

/** The day of an instant in a zone. */
export function dayOf(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The day this many days later or, with a negative number, earlier. */
export function daysLater(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  // Date.parse takes 31 February for a day in March.
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && timeOf(text)?.startsWith(text) === true;
}

/** The time in an address as an instant in UTC; null if there is none or it isn't a time. */
export function timeOf(text: string | null): string | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** The instants at which a day begins and ends in a zone: 23 or 25 hours apart if clocks change. */
export function rangeOfDays(first: string, last: string, zone: string): { from: string; to: string } {
  return { from: beginOf(first, zone), to: beginOf(daysLater(last, 1), zone) };
}

function beginOf(day: string, zone: string): string {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString();
}
