const ZONE = 'Europe/Warsaw';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const zoneClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `YYYY-MM-DD HH:MM:SS` in Europe/Warsaw of an instant in milliseconds since the epoch. */
export function localDate(instant: number): string {
  const parts = new Map(zoneClock.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

/** A local date in UTC; in a repeated hour, the earlier instant. */
export function utcDate(local: string): string {
  const summer = wallClock(local) - 2 * HOUR;
  return fromWallClock(localDate(summer) === local ? summer : summer + HOUR);
}

/** Whether clocks in Europe/Warsaw ever showed this date: false in the hour that is skipped in spring. */
export function isShown(local: string): boolean {
  return localDate(wallClock(local) - 2 * HOUR) === local || localDate(wallClock(local) - HOUR) === local;
}

/** Whether the text is a real date in exactly the form `YYYY-MM-DD HH:MM:SS`. */
export function isLocalDate(text: string): boolean {
  const hasForm = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text);
  return hasForm && !Number.isNaN(wallClock(text)) && fromWallClock(wallClock(text)) === text;
}

/** A local date this many seconds later, ignoring changes of the zone's offset. */
export function later(local: string, seconds: number): string {
  return fromWallClock(wallClock(local) + seconds * 1000);
}

/** The day of a local date, in days since 1970-01-01. */
export function dayOf(local: string): number {
  return Math.floor(wallClock(local) / DAY);
}

/** The second of the day of a local date, ignoring changes of the zone's offset. */
export function secondOfDay(local: string): number {
  return (wallClock(local) % DAY) / 1000;
}

/** The local date of a second of a day. */
export function dateInDay(day: number, second: number): string {
  return fromWallClock(day * DAY + second * 1000);
}

function wallClock(local: string): number {
  return Date.parse(`${local.replace(' ', 'T')}Z`);
}

function fromWallClock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
