/*
 * A made-up call history of three years, always the same: calls in office hours, most of them with one of 60,000 numbers,
 * a tenth of the calls with notes. Dates are UTC.
 */

const DAY_MS = 86_400_000;
const CALLS_OF_A_WORKDAY = 1206;
const CALLS_OF_A_WEEKEND_DAY = 181;
const OPENS_MS = 7 * 3_600_000;
const OFFICE_MS = 12 * 3_600_000;
const NUMBERS = 60_000;
const AGENTS = 40;
const WORDS = 20_000;
/** One in this many calls has notes. */
const NOTED = 10;

/** The starts of the last `count` calls up to `end`, in milliseconds since the epoch, oldest first. */
export function callStarts(count, end) {
  const starts = new Float64Array(count);
  let left = count;
  for (let day = Math.floor(end / DAY_MS) * DAY_MS; left > 0; day -= DAY_MS) {
    const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
    const calls = isWeekend ? CALLS_OF_A_WEEKEND_DAY : CALLS_OF_A_WORKDAY;
    for (let call = calls - 1; call >= 0 && left > 0; call -= 1) {
      const start = day + OPENS_MS + Math.floor((call * OFFICE_MS) / calls / 1000) * 1000;
      if (start <= end) starts[(left -= 1)] = start;
    }
  }
  return starts;
}

/** The index of the first call that begins at or after an instant. */
export function firstFrom(starts, instant) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle] < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function uuidOf(index) {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** The number of a call's notes; `notes` and `calls` are the totals of the whole history. */
export function noteCountOf(index, { calls, notes }) {
  if (index % NOTED !== 0) return 0;
  const noted = index / NOTED;
  const all = Math.ceil(calls / NOTED);
  return Math.floor(((noted + 1) * notes) / all) - Math.floor((noted * notes) / all);
}

/** The digits of the other party's number: a few numbers call often, most seldom. */
export function numberOf(index) {
  const number = Math.floor(fraction(index, 1) ** 2 * NUMBERS);
  return 48_600_000_000 + ((number * 7_919_381) % 99_999_999);
}

export function callRecord(index, start, size) {
  const isInbound = fraction(index, 2) < 0.7;
  const number = numberOf(index);
  const digits = String(number);
  const formatted = `+48 ${digits.slice(2, 5)} ${digits.slice(5, 8)} ${digits.slice(8)}`;
  const own = party('+48 22 555 01 07', 48_225_550_107);
  const other =
    number % 3 === 0
      ? {
          ...party(formatted, number),
          type: 'person',
          uuid: `10000000-0000-4000-8000-${digits.padStart(12, '0')}`,
          firstName: 'Janina',
          lastName: `Nowak ${digits.slice(-4)}`,
        }
      : party(formatted, number);
  const agent = Math.floor(fraction(index, 3) * AGENTS);
  const isAnswered = fraction(index, 4) < 0.8;
  return {
    to: isInbound ? own : other,
    from: isInbound ? other : own,
    userTalk: {
      status: 'queue',
      receivers: [
        {
          internal: 100 + agent,
          uuid: `20000000-0000-4000-8000-${String(agent).padStart(12, '0')}`,
          firstName: 'Katarzyna',
          lastName: 'Kowalska',
        },
      ],
    },
    uuid: uuidOf(index),
    callDirection: isInbound ? 'IN' : 'OUT',
    callDate: dateOf(start),
    duration: isAnswered ? Math.floor(fraction(index, 5) ** 3 * 1800) : 0,
    destination: isInbound ? 'Połączenie Przychodzące' : 'Połączenie Wychodzące',
    cost: 0,
    service: fraction(index, 6) < 0.95 ? 'CALL' : 'SMS',
    smsData: null,
    note: noteCountOf(index, size),
    externalNumber: { numberNotFormatted: number, numberFormatted: formatted, type: 'unknown' },
    flags:
      fraction(index, 7) < 0.1
        ? [{ uuid: '30000000-0000-4000-8000-000000000001', name: 'Oddzwonić', color: '#ff0000' }]
        : [],
    status: isAnswered ? 'ANSWERED' : 'NO ANSWER',
  };
}

export function noteRecords(index, start, size) {
  return Array.from({ length: noteCountOf(index, size) }, (_, number) => ({
    text: JSON.stringify({
      blocks: [{ key: 'a', text: noteText(index, number), type: 'unstyled' }],
      entityMap: {},
    }),
    created: dateOf(start + (number + 1) * 600_000),
    uuid: `4000000${number}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    user: {
      firstName: 'Katarzyna',
      lastName: 'Nowak',
      uuid: '20000000-0000-4000-8000-000000000001',
    },
    status: 'exist',
    call: { uuid: uuidOf(index), callDate: dateOf(start), callDirection: 'IN', service: 'CALL' },
    organisation: null,
    person: null,
    pin: 0,
    files: {},
    edit: 0,
  }));
}

/** A word by its rank: word 0 is in nearly every note, the last ones are in few. */
export function wordOf(rank) {
  const syllables = [
    'ka',
    'wo',
    'ry',
    'me',
    'lu',
    'so',
    'ti',
    'ba',
    'ze',
    'no',
    'pi',
    'du',
    'ge',
    'ło',
    'śa',
    'ćwi',
  ];
  let word = '';
  for (let rest = rank + 16; rest > 0; rest = Math.floor(rest / 16)) word += syllables[rest % 16];
  return `${word}${(rank % 7) + 1}`;
}

function noteText(index, number) {
  const length = 8 + Math.floor(fraction(index, 10 + number) * 24);
  return Array.from({ length }, (_, at) =>
    wordOf(Math.floor(fraction(index * 40 + at, 20 + number) ** 4 * WORDS)),
  ).join(' ');
}

function party(formatted, number) {
  return { type: 'unknown', number: formatted, numberNotFormatted: number };
}

function dateOf(instant) {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** From 0 to 1, the same for the same numbers. */
function fraction(index, salt) {
  let hash = Math.imul(index ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
