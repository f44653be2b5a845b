import { useQuery } from '@apollo/client/react';
import { followInApp, useAddress, withParameters } from './address.ts';
import { groupsOf, joinedGroups, outcomeFilters, type ChartGroup } from './chart-groups.ts';
import { dayOf } from './days.ts';
import { monthName, shortDate } from './formats.ts';
import { graphql } from './generated/gql.ts';
import type { CallFilter } from './generated/graphql.ts';
import { OutcomeChart } from './outcome-chart.tsx';
import { Problems } from './problems.tsx';

/** Four charts of one range: together they cost the providers no more than one, or nothing if it is archived. */
const CallsPerDayDocument = graphql(`
  query CallsPerDay(
    $from: DateTime!
    $to: DateTime!
    $answered: CallFilter
    $noAnswer: CallFilter
    $busy: CallFilter
    $unknown: CallFilter
  ) {
    answered: callStatistics(from: $from, to: $to, groupBy: DAY, filter: $answered) {
      ...GroupCounts
    }
    noAnswer: callStatistics(from: $from, to: $to, groupBy: DAY, filter: $noAnswer) {
      ...GroupCounts
    }
    busy: callStatistics(from: $from, to: $to, groupBy: DAY, filter: $busy) {
      ...GroupCounts
    }
    unknown: callStatistics(from: $from, to: $to, groupBy: DAY, filter: $unknown) {
      ...GroupCounts
    }
  }
`);

/** The day of the month whose bar has the month's label. */
const MIDDLE = '15';

interface Props {
  readonly range: { readonly from: string; readonly to: string };
  readonly filter: CallFilter;
  readonly zone: string;
  readonly isByDay: boolean;
}

/** The calls of a year by month or day and by outcome, as bars and as a table. */
export function YearChart({ range, filter, zone, isByDay }: Props) {
  const address = useAddress();
  const { data, previousData, loading, error, refetch } = useQuery(CallsPerDayDocument, {
    variables: { ...range, ...outcomeFilters(filter) },
  });
  const shown = data ?? (loading ? previousData : undefined);
  const days = shown ? groupsOf(shown, filter, (from) => nameOfDay(from, zone)) : [];
  const dayAddress = ({ from }: ChartGroup) =>
    withParameters({ ...address, path: '/' }, { year: null, by: null, day: dayOf(from, zone) });
  return (
    <>
      <Problems error={error} onRetry={() => void refetch()} />
      <OutcomeChart
        title={isByDay ? 'Calls per day' : 'Calls per month'}
        unit={isByDay ? 'Day' : 'Month'}
        groups={isByDay ? days : monthsOf(days, zone)}
        isLoading={loading}
        error={error}
        hrefOf={isByDay ? dayAddress : undefined}
      >
        <a
          className="button"
          href={withParameters(address, { by: isByDay ? null : 'day' })}
          onClick={followInApp}
        >
          {isByDay ? 'By month' : 'By day'}
        </a>
      </OutcomeChart>
    </>
  );
}

function nameOfDay(from: string, zone: string): Pick<ChartGroup, 'label' | 'tick'> {
  const [, month = '', day] = dayOf(from, zone).split('-');
  return { label: shortDate(from, zone), tick: day === MIDDLE ? tickOf(Number(month)) : '' };
}

/** The days of each month as one group. */
function monthsOf(days: readonly ChartGroup[], zone: string): readonly ChartGroup[] {
  const byMonth = Map.groupBy(days, ({ from }) => Number(dayOf(from, zone).slice(5, 7)));
  return [...byMonth].map(([month, groups]) =>
    joinedGroups(groups, { label: monthName(month), tick: tickOf(month) }),
  );
}

/** Three letters, because a phone has no room for more. */
function tickOf(month: number): string {
  return monthName(month).slice(0, 3);
}
