import { readFragment, type FragmentType } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';
import type { CallFilter, CallStatus } from './generated/graphql.ts';

const GroupCounts = graphql(`
  fragment GroupCounts on CallStatistics {
    groups {
      from
      callCount
    }
  }
`);

/** The outcomes in the order in which a bar shows them, from the bottom. */
export const SERIES = ['ANSWERED', 'NO_ANSWER', 'BUSY', 'UNKNOWN'] as const satisfies readonly CallStatus[];

/** The calls that began in one hour, day or month of the workspace's time zone. */
export interface ChartGroup {
  /** The group's start in UTC. */
  readonly from: string;
  /** Such as `09:00`, `Wed 4 Mar 2026` or `March`. */
  readonly label: string;
  /** The label below its bar; may be empty. */
  readonly tick: string;
  /** null for an outcome whose count is unavailable. */
  readonly counts: Readonly<Record<CallStatus, number | null>>;
  /** null unless every count is known. */
  readonly total: number | null;
}

/** The statistics of one range by the same periods, for each outcome. */
interface OutcomeStatistics {
  readonly answered: FragmentType<typeof GroupCounts> | null;
  readonly noAnswer: FragmentType<typeof GroupCounts> | null;
  readonly busy: FragmentType<typeof GroupCounts> | null;
  readonly unknown: FragmentType<typeof GroupCounts> | null;
}

/** The label of a group, by its start and its index among the others. */
type Naming = (from: string, index: number) => Pick<ChartGroup, 'label' | 'tick'>;

/** The variables for `OutcomeStatistics`: the filter for each outcome. */
export function outcomeFilters(filter: CallFilter): Readonly<Record<keyof OutcomeStatistics, CallFilter>> {
  return {
    answered: { ...filter, status: ['ANSWERED'] },
    noAnswer: { ...filter, status: ['NO_ANSWER'] },
    busy: { ...filter, status: ['BUSY'] },
    unknown: { ...filter, status: ['UNKNOWN'] },
  };
}

/** Every period of the range in order, with the outcomes that the filter selects; empty if nothing is known. */
export function groupsOf(data: OutcomeStatistics, filter: CallFilter, nameOf: Naming): readonly ChartGroup[] {
  const wanted = filter.status ?? SERIES;
  const countsBy = {
    ANSWERED: countsOf(data.answered, wanted.includes('ANSWERED')),
    NO_ANSWER: countsOf(data.noAnswer, wanted.includes('NO_ANSWER')),
    BUSY: countsOf(data.busy, wanted.includes('BUSY')),
    UNKNOWN: countsOf(data.unknown, wanted.includes('UNKNOWN')),
  };
  const series = [data.answered, data.noAnswer, data.busy, data.unknown];
  const known = series.find((statistics) => statistics !== null) ?? null;
  const begins = readFragment(GroupCounts, known)?.groups.flatMap(({ from }) => from ?? []) ?? [];
  return begins.map((from, index) => {
    const counts = {
      ANSWERED: countsBy.ANSWERED(from),
      NO_ANSWER: countsBy.NO_ANSWER(from),
      BUSY: countsBy.BUSY(from),
      UNKNOWN: countsBy.UNKNOWN(from),
    };
    return {
      from,
      ...nameOf(from, index),
      counts,
      total: sumOf(SERIES.map((status) => counts[status])),
    };
  });
}

/** The number of calls in all groups, of one outcome if it is given; null if unknown. */
export function totalOf(groups: readonly ChartGroup[], status?: CallStatus): number | null {
  if (groups.length === 0) return null;
  return sumOf(groups.map(({ counts, total }) => (status === undefined ? total : counts[status])));
}

/** Merges consecutive groups into one that begins with the first. */
export function joinedGroups(
  groups: readonly ChartGroup[],
  { label, tick }: Pick<ChartGroup, 'label' | 'tick'>,
): ChartGroup {
  const sum = (status: CallStatus) => sumOf(groups.map(({ counts }) => counts[status]));
  return {
    from: groups[0]?.from ?? '',
    label,
    tick,
    counts: {
      ANSWERED: sum('ANSWERED'),
      NO_ANSWER: sum('NO_ANSWER'),
      BUSY: sum('BUSY'),
      UNKNOWN: sum('UNKNOWN'),
    },
    total: sumOf(groups.map(({ total }) => total)),
  };
}

/** null if one of them is. */
function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** The counts of groups by their start. */
function countsOf(masked: OutcomeStatistics['answered'], isWanted: boolean): (from: string) => number | null {
  if (!isWanted) return () => 0;
  const statistics = readFragment(GroupCounts, masked);
  if (statistics === null) return () => null;
  const counts = new Map(statistics.groups.map(({ from, callCount }) => [from, callCount]));
  return (from) => counts.get(from) ?? 0;
}
