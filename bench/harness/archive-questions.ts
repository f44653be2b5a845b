import { callStarts, numberOf, uuidOf, wordOf } from './archived-history.mjs';
import type { Question } from './question.ts';

const DAY_MS = 86_400_000;

/** A kind of query to the archive. */
export interface ArchiveQuestion {
  readonly measure: string;
  /** The same query for a server written by hand. */
  readonly path: string;
  readonly repetitions: number;
  /** The median's target in milliseconds; null if there is none. */
  readonly most: number | null;
  /** The variables of this repetition; each repetition has different ones. */
  readonly variables: (repetition: number) => Readonly<Record<string, unknown>>;
  readonly query: string;
}

/** The queries for a history of this many calls that ends at an instant. */
export function archiveQuestions(calls: number, end: number): readonly ArchiveQuestion[] {
  const starts = callStarts(calls, end);
  const some = (repetition: number, salt = 0) => ((repetition + 1) * 7_919_381 + salt * 104_729) % calls;
  const workday = (repetition: number) => {
    const start = starts[some(repetition)] ?? end;
    const day = Math.min(Math.floor(start / DAY_MS), Math.floor(end / DAY_MS) - 3);
    const isWeekend = [0, 6].includes(new Date(day * DAY_MS).getUTCDay());
    return (isWeekend ? day - 2 : day) * DAY_MS;
  };
  const page = `nodes { uuid startedAt durationSeconds direction status from { phone { formatted } } } pageInfo { hasNextPage endCursor }`;
  return [
    {
      measure: 'a call by its uuid',
      path: 'uuids',
      repetitions: 1000,
      most: 2,
      variables: (repetition) => ({ uuids: [uuidOf(some(repetition))] }),
      query: `query ($uuids: [ID!]!) { _callsByUuid(uuids: $uuids) { uuid startedAt durationSeconds status } }`,
    },
    {
      measure: '50 calls by their uuids',
      path: 'uuids',
      repetitions: 400,
      most: 5,
      variables: (repetition) => ({
        uuids: Array.from({ length: 50 }, (_, index) => uuidOf(some(repetition, index))),
      }),
      query: `query ($uuids: [ID!]!) { _callsByUuid(uuids: $uuids) { uuid startedAt durationSeconds status } }`,
    },
    {
      measure: 'every call with a number, the newest 50',
      path: 'phone',
      repetitions: 400,
      most: 5,
      variables: (repetition) => ({ phone: `+${numberOf(some(repetition))}` }),
      query: `query ($phone: String!) { calls(filter: { phone: $phone }) { ${page} } }`,
    },
    {
      measure: 'the same of the number that is in every call',
      path: 'phone',
      repetitions: 50,
      most: null,
      variables: (repetition) => ({ phone: repetition % 2 === 0 ? '225550107' : '+48 22 555 01 07' }),
      query: `query ($phone: String!) { calls(filter: { phone: $phone }) { ${page} } }`,
    },
    {
      measure: 'the newest 50 calls of a day',
      path: 'range',
      repetitions: 400,
      most: 5,
      variables: (repetition) => rangeOf(workday(repetition), DAY_MS),
      query: `query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { ${page} } }`,
    },
    {
      measure: 'statistics of a year by day',
      path: 'days',
      repetitions: 20,
      most: 150,
      variables: (repetition) =>
        rangeOf(Math.floor(end / DAY_MS) * DAY_MS - (367 + repetition) * DAY_MS, 365 * DAY_MS),
      query: `query ($from: DateTime!, $to: DateTime!) {
        callStatistics(from: $from, to: $to, groupBy: DAY) {
          callCount answeredCount meanDurationSeconds
          groups { from callCount answeredCount meanDurationSeconds longestDurationSeconds }
        }
      }`,
    },
    {
      measure: 'statistics of a year by direction',
      path: 'directions',
      repetitions: 20,
      most: null,
      variables: (repetition) =>
        rangeOf(Math.floor(end / DAY_MS) * DAY_MS - (367 + repetition) * DAY_MS, 365 * DAY_MS),
      query: `query ($from: DateTime!, $to: DateTime!) {
        callStatistics(from: $from, to: $to, groupBy: DIRECTION) { callCount groups { direction callCount } }
      }`,
    },
    {
      measure: 'a search over notes for two words',
      path: 'notes',
      repetitions: 100,
      most: 50,
      variables: (repetition) => ({
        search: `${wordOf(40 + ((repetition * 977) % 4000))} ${wordOf(repetition % 40).slice(0, 4)}`,
      }),
      query: notesQuery(),
    },
    {
      measure: 'the same for a word of most notes',
      path: 'notes',
      repetitions: 20,
      most: null,
      variables: (repetition) => ({ search: wordOf(repetition % 5) }),
      query: notesQuery(),
    },
  ];
}

export function questionOf({ query, variables }: ArchiveQuestion, repetition: number): Question {
  return { query, variables: variables(repetition) };
}

function notesQuery(): string {
  return `query ($search: String!) {
    notes(search: $search, first: 20) {
      nodes { uuid text createdAt call { uuid startedAt } } pageInfo { hasNextPage endCursor }
    }
  }`;
}

function rangeOf(from: number, length: number) {
  return { from: new Date(from).toISOString(), to: new Date(from + length).toISOString() };
}
