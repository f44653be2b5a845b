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
  readonly counts: Readonly<Record<CallStatus, number>>;
  readonly total: number;
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
  const begins = readFragment(HourCounts, data.answered)?.groups.flatMap(({ from }) => from ?? []) ?? [];
  return begins.map((from) => {
    const counts = {
      ANSWERED: countsBy.ANSWERED.get(from) ?? 0,
      NO_ANSWER: countsBy.NO_ANSWER.get(from) ?? 0,
      BUSY: countsBy.BUSY.get(from) ?? 0,
      UNKNOWN: countsBy.UNKNOWN.get(from) ?? 0,
    };
    const total = SERIES.reduce((sum, status) => sum + counts[status], 0);
    return { from, label: timeOfDay(from, zone), counts, total };
  });
}

function countsOf(
  masked: CallsPerHourQuery['answered'],
  isWanted: boolean,
): ReadonlyMap<string | null, number> {
  const groups = isWanted ? (readFragment(HourCounts, masked)?.groups ?? []) : [];
  return new Map(groups.map(({ from, callCount }) => [from, callCount]));
}
