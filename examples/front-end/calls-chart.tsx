import { useQuery } from '@apollo/client/react';
import { groupsOf, outcomeFilters } from './chart-groups.ts';
import { timeOfDay } from './formats.ts';
import { graphql } from './generated/gql.ts';
import type { CallFilter } from './generated/graphql.ts';
import { OutcomeChart } from './outcome-chart.tsx';

/** The number of hours per label on the axis. */
const TICK_EVERY = 3;

/** Four charts of one range: together they cost the providers no more than one. */
const CallsPerHourDocument = graphql(`
  query CallsPerHour(
    $from: DateTime!
    $to: DateTime!
    $answered: CallFilter
    $noAnswer: CallFilter
    $busy: CallFilter
    $unknown: CallFilter
  ) {
    answered: callStatistics(from: $from, to: $to, groupBy: HOUR, filter: $answered) {
      ...GroupCounts
    }
    noAnswer: callStatistics(from: $from, to: $to, groupBy: HOUR, filter: $noAnswer) {
      ...GroupCounts
    }
    busy: callStatistics(from: $from, to: $to, groupBy: HOUR, filter: $busy) {
      ...GroupCounts
    }
    unknown: callStatistics(from: $from, to: $to, groupBy: HOUR, filter: $unknown) {
      ...GroupCounts
    }
  }
`);

interface Props {
  readonly range: { readonly from: string; readonly to: string };
  readonly filter: CallFilter;
  readonly zone: string;
}

/** The calls of a day by hour and outcome, as bars and as a table. */
export function CallsChart({ range, filter, zone }: Props) {
  const { data, previousData, loading, error } = useQuery(CallsPerHourDocument, {
    variables: { ...range, ...outcomeFilters(filter) },
  });
  const shown = data ?? (loading ? previousData : undefined);
  const nameOf = (from: string, index: number) => {
    const label = timeOfDay(from, zone);
    return { label, tick: index % TICK_EVERY === 0 ? label.slice(0, 2) : '' };
  };
  return (
    <OutcomeChart
      title="Calls per hour"
      unit="Hour"
      groups={shown ? groupsOf(shown, filter, nameOf) : []}
      isLoading={loading}
      error={error}
    />
  );
}
