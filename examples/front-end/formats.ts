const LANGUAGE = 'en-GB';

/** Cached by zone, because creating one takes longer than everything else in a row. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const calendars = new Map<string, Intl.DateTimeFormat>();

/** An instant's time of day in a zone, such as `13:47`. */
export function timeOfDay(instant: string, zone: string): string {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat(LANGUAGE, { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  clocks.set(zone, clock);
  return clock.format(new Date(instant));
}

/** An instant in a zone, such as `Wed 4 Mar 2026, 13:47`. */
export function dateAndTime(instant: string, zone: string): string {
  return `${shortDate(instant, zone)}, ${timeOfDay(instant, zone)}`;
}

/** An instant's day in a zone, such as `Wed 4 Mar 2026`. */
export function shortDate(instant: string, zone: string): string {
  const calendar =
    calendars.get(zone) ??
    new Intl.DateTimeFormat(LANGUAGE, {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    });
  calendars.set(zone, calendar);
  return calendar.format(new Date(instant)).replace(',', '');
}

/** A month, 1 to 12, such as `March`. */
export function monthName(month: number): string {
  return new Intl.DateTimeFormat(LANGUAGE, { timeZone: 'UTC', month: 'long' }).format(
    Date.UTC(2000, month - 1),
  );
}

/** A day, such as `Wednesday 4 March 2026`. */
export function longDay(day: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { timeZone: 'UTC', dateStyle: 'full' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(',', '');
}

/** Seconds as `42 s`, `3:05 min` or `1:02:03 h`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const rest = twoDigits(seconds % 60);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${rest} min`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${rest} h`;
}

/** A count with its noun, such as `1 call` or `1,240 calls`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString(LANGUAGE)} ${noun}${number === 1 ? '' : 's'}`;
}

/** The number of items; if unknown, the number shown. */
export function counted(total: number | null, shown: number, noun: string): string {
  return total === null ? `${count(shown, noun)} so far` : count(total, noun);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
