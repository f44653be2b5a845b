import { isWithin, type DateWindow } from '../../date-window.js';
import type { WireCall, WireNote } from '../../wire.js';
import { atIndex } from '../at-index.js';
import type { CallRange } from './call-range.js';
import { callRecord, type Company } from './call-record.js';
import { placeOfUuid } from './call-uuid.js';
import { callsOfDay, datesOfDay } from './day-plan.js';
import { dayOf, localDate } from '../local-time.js';
import { noteRecords } from '../note-record.js';

const DAYS_KEPT = 3 * 365;

/** Consecutive calls of one day; `position` is the index of the first one in the range. */
interface Run {
  readonly position: number;
  readonly day: number;
  readonly first: number;
  readonly count: number;
}

/**
 * Three years of calls up to the clock's present, made up day by day on demand. A day's calls don't depend on the
 * present; later ones are absent until their time comes.
 */
export class MadeCalls {
  readonly #days = new Map<number, readonly WireCall[]>();

  constructor(
    private readonly company: Company,
    private readonly clock: () => Date,
  ) {}

  within(window: DateWindow): CallRange {
    const runs = this.#runs(window);
    const last = runs.at(-1);
    return {
      length: last === undefined ? 0 : last.position + last.count,
      at: (index) => {
        const { position, day, first } = atIndex(runs, runOf(runs, index));
        return atIndex(this.#day(day), first + index - position);
      },
    };
  }

  /** Every call, oldest first. */
  all(): WireCall[] {
    const range = this.within({
      from: '0000-01-01 00:00:00',
      to: '9999-12-31 23:59:59',
      bounds: 'inclusive',
    });
    return Array.from({ length: range.length }, (_, index) => range.at(index));
  }

  /** The notes of every call, by the call's uuid; a call without notes is absent. */
  allNotes(): Record<string, WireNote[]> {
    const noted = this.all().filter((call) => call.note !== 0);
    return Object.fromEntries(noted.map(({ uuid }) => [uuid, this.notesOf(uuid)]));
  }

  /** The notes of a call written so far, oldest first; none for an unknown uuid. */
  notesOf(uuid: string): WireNote[] {
    const place = placeOfUuid(this.company.seed, uuid);
    const now = this.#now();
    if (place.day < dayOf(now) - DAYS_KEPT || place.day > dayOf(now)) return [];
    const call = this.#day(place.day)[place.index];
    if (call?.uuid !== uuid || call.callDate > now) return [];
    return noteRecords(this.company, place, call).filter((note) => String(note.created) <= now);
  }

  #runs(window: DateWindow): readonly Run[] {
    const now = this.#now();
    const today = dayOf(now);
    const from = dayOf(window.from);
    const to = Math.min(dayOf(window.to), today);
    const runs: Run[] = [];
    let position = 0;
    for (let day = Math.max(from, today - DAYS_KEPT); day <= to; day += 1) {
      const whole = day > from && day < to;
      const dates = whole ? [] : datesOfDay(this.company, day);
      const fits = (date: string): boolean => isWithin(window, date) && date <= now;
      const count = whole ? callsOfDay(this.company, day) : dates.filter(fits).length;
      if (count > 0) runs.push({ position, day, first: whole ? 0 : dates.findIndex(fits), count });
      position += count;
    }
    return runs;
  }

  #day(day: number): readonly WireCall[] {
    const kept = this.#days.get(day);
    if (kept !== undefined) return kept;
    const dates = datesOfDay(this.company, day);
    const calls = dates.map((date, index) => callRecord(this.company, { day, index }, date));
    this.#days.set(day, calls);
    return calls;
  }

  #now(): string {
    return localDate(this.clock().getTime());
  }
}

/** The last run that starts at or before a position. */
function runOf(runs: readonly Run[], position: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (atIndex(runs, middle).position <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
