/*
 * The call history speaks local time of Europe/Warsaw. Good enough for a bench: between the changes of
 * summer and winter time there is nothing to decide.
 */

const HOUR = 3_600_000;
const offsets = new Map();

const zoneClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Warsaw',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `YYYY-MM-DD HH:MM:SS` of milliseconds since the epoch. */
export function localDate(instant) {
  return zoneClock.format(instant);
}

/** Milliseconds since the epoch of `YYYY-MM-DD HH:MM:SS`, also with a `T`, a fraction, or in PHP's object. */
export function instantOf(value) {
  const local = (value.date ?? value).slice(0, 19).replace('T', ' ');
  const wall = Date.parse(`${local.replace(' ', 'T')}Z`);
  const hour = Math.floor(wall / HOUR);
  let offset = offsets.get(hour);
  if (offset === undefined) {
    offset = localDate(wall - 2 * HOUR) === local ? 2 * HOUR : HOUR;
    offsets.set(hour, offset);
  }
  return wall - offset;
}

/** An instant as the graph writes it: RFC 3339 in UTC. */
export function dateTime(instant) {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}
