import { timeOfDay } from './formats.ts';
import { readFragment } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';
import type { CallFilter, CallsPerHourQuery, CallStatus } from './generated/graphql.ts';

const HourCounts = graphql(`
  fragment HourCounts on CallStatistics {
    groups {
      from
      callCount
    }
  }
`);

/** The outcomes in the order in which a bar has them, from its foot. */
export const SERIES = ['ANSWERED', 'NO_ANSWER', 'BUSY', 'UNKNOWN'] as const satisfies readonly CallStatus[];

/** The calls that began in one hour of the workspace's clock. */
export interface Hour {
  /** When it began, in UTC. */
  readonly from: string;
  /** When it began by the workspace's clock, such as `09:00`. */
  readonly label: string;
  /** null for an outcome whose count couldn't be had. */
  readonly counts: Readonly<Record<CallStatus, number | null>>;
  /** null unless every count is known. */
  readonly total: number | null;
}

/** Every hour of the day in order, with the outcomes that the filter lets through; empty where nothing is known. */
export function hoursOf(data: CallsPerHourQuery, filter: CallFilter, zone: string): readonly Hour[] {
  const wanted = filter.status ?? SERIES;
  const countsBy = {
    ANSWERED: countsOf(data.answered, wanted.includes('ANSWERED')),
    NO_ANSWER: countsOf(data.noAnswer, wanted.includes('NO_ANSWER')),
    BUSY: countsOf(data.busy, wanted.includes('BUSY')),
    UNKNOWN: countsOf(data.unknown, wanted.includes('UNKNOWN')),
  };
  const series = [data.answered, data.noAnswer, data.busy, data.unknown];
  const known = series.find((statistics) => statistics !== null) ?? null;
  const begins = readFragment(HourCounts, known)?.groups.flatMap(({ from }) => from ?? []) ?? [];
  return begins.map((from) => {
    const counts = {
      ANSWERED: countsBy.ANSWERED(from),
      NO_ANSWER: countsBy.NO_ANSWER(from),
      BUSY: countsBy.BUSY(from),
      UNKNOWN: countsBy.UNKNOWN(from),
    };
    return {
      from,
      label: timeOfDay(from, zone),
      counts,
      total: sumOf(SERIES.map((status) => counts[status])),
    };
  });
}

/** The calls of all hours, of one outcome if it is given; null if that isn't known. */
export function totalOf(hours: readonly Hour[], status?: CallStatus): number | null {
  if (hours.length === 0) return null;
  return sumOf(hours.map(({ counts, total }) => (status === undefined ? total : counts[status])));
}

/** null if one of them is. */
function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** The count of an hour, by when it began. */
function countsOf(masked: CallsPerHourQuery['answered'], isWanted: boolean): (from: string) => number | null {
  if (!isWanted) return () => 0;
  const statistics = readFragment(HourCounts, masked);
  if (statistics === null) return () => null;
  const counts = new Map(statistics.groups.map(({ from, callCount }) => [from, callCount]));
  return (from) => counts.get(from) ?? 0;
}
