import { Temporal } from 'temporal-polyfill';
import type { TimeRange } from '../../../domain/call.js';
import { HOUR } from '../../../domain/interval.js';
import { mapInSlices } from '../../../domain/operation/slices.js';

/**
 * The hours of a zone's clock in a range, in order and contiguous. The first and the last are cut to the range.
 * An hour in which the clock changes is split there, so that a repeated hour counts as two.
 */
export function hoursOf(range: TimeRange, timezone: string): readonly TimeRange[] {
  const begins: number[] = [];
  for (let begin = range.from; begin < range.to;) {
    const zoned = zonedAt(begin, timezone);
    const change = zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
    const end = Math.min(range.to, change);
    const offset = zoned.offsetNanoseconds / 1e6;
    const next = (Math.floor((begin + offset) / HOUR) + 1) * HOUR - offset;
    begins.push(begin);
    for (let hour = next; hour < end; hour += HOUR) begins.push(hour);
    begin = end;
  }
  return periodsFrom(begins, range.to);
}

/**
 * The days of a zone in a range, in order and contiguous. The first and the last are cut to the range. Takes several
 * turns of the event loop for many years.
 */
export async function daysOf(range: TimeRange, timezone: string): Promise<readonly TimeRange[]> {
  const first = zonedAt(range.from, timezone).toPlainDate();
  const { days: count } = first.until(zonedAt(range.to, timezone).toPlainDate());
  const begins = await mapInSlices(
    [...Array(count).keys()],
    (day) => first.add({ days: day + 1 }).toZonedDateTime(timezone).epochMilliseconds,
  );
  const inRange = [range.from, ...begins].filter((begin) => begin < range.to);
  // A day that the zone skipped starts at the same instant as the next one.
  return periodsFrom([...new Set(inRange)], range.to);
}

function zonedAt(instant: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
}

function periodsFrom(begins: readonly number[], end: number): readonly TimeRange[] {
  return begins.map((from, index) => ({ from, to: begins[index + 1] ?? end }));
}
