import type { Random } from './random.js';

/* The different forms in which the providers write the same value, with plausible frequencies. */

const SPELLINGS = {
  in: [
    ['IN', 80],
    ['in', 20],
  ],
  out: [
    ['OUT', 80],
    ['out', 20],
  ],
  internal: [
    ['INTERNAL', 50],
    ['internal', 50],
  ],
  answered: [
    ['ANSWERED', 80],
    ['answered', 20],
  ],
  noAnswer: [
    ['NOANSWER', 50],
    ['noAnswer', 30],
    ['NO_ANSWER', 20],
  ],
  busy: [
    ['BUSY', 60],
    ['busy', 40],
  ],
  call: [
    ['CALL', 85],
    ['call', 15],
  ],
  sms: [
    ['SMS', 85],
    ['sms', 15],
  ],
  fax: [
    ['FAX', 85],
    ['fax', 15],
  ],
} as const satisfies Record<string, readonly (readonly [string, number])[]>;

/** One of the spellings of an enum value. */
export function spelled(random: Random, value: keyof typeof SPELLINGS): string {
  return random.weighted<string>(SPELLINGS[value]);
}

/** A list as an array or, sometimes, as a map; an empty one also as `{}`, null or undefined. */
export function oddList(random: Random, values: readonly unknown[]): unknown {
  if (values.length > 0) return random.chance(94) ? values : Object.fromEntries(values.entries());
  return random.weighted<unknown>([
    [[], 60],
    [{}, 20],
    [null, 10],
    [undefined, 10],
  ]);
}

/** One party as an object, as in the documented example, or as an array, as in the table. */
export function oddParty(random: Random, party: unknown): unknown {
  return random.chance(80) ? party : [party];
}

/** A local date; for some uuids as PHP writes it: with a fraction, a `T`, or as an object. */
export function oddDate(uuid: string, date: string): unknown {
  const fraction = `${date}.000000`;
  switch (uuid.slice(-2)) {
    case 'fa':
      return fraction;
    case 'fb':
      return date.replace(' ', 'T');
    case 'fc':
      return { date: fraction, timezone_type: 3, timezone: 'Europe/Warsaw' };
    default:
      return date;
  }
}

/** Seconds as a number; for some uuids as hours, minutes and seconds, or as a fraction. */
export function oddDuration(uuid: string, duration: unknown): unknown {
  if (typeof duration !== 'number') return duration;
  const parts = [duration / 3600, (duration / 60) % 60, duration % 60];
  switch (uuid.slice(-2)) {
    case 'f8':
      return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
    case 'f9':
      return `${String(duration)}.0`;
    default:
      return duration;
  }
}

/** An amount as a number; for some uuids with two decimals after a point or a comma. */
export function oddCost(uuid: string, cost: unknown): unknown {
  if (typeof cost !== 'number') return cost;
  switch (uuid.slice(-2)) {
    case 'd2':
      return cost.toFixed(2);
    case 'd3':
      return cost.toFixed(2).replace('.', ',');
    default:
      return cost;
  }
}

/** A note's status; for some uuids an undocumented word, or none. */
export function oddStatus(uuid: string, status: unknown): unknown {
  if (status !== 'exist') return status;
  switch (uuid.slice(-1)) {
    case 'a':
      return 'active';
    case 'b':
      return undefined;
    default:
      return status;
  }
}

/** Digits as a number, as in the documented example, or as a string, as in the table. */
export function oddDigits(random: Random, digits: string): number | string {
  return random.chance(75) ? Number(digits) : digits;
}
