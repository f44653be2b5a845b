import { useQuery } from '@apollo/client/react';
import { useId } from 'react';
import { OUTCOMES } from './call-words.ts';
import { ChartBars } from './chart-bars.tsx';
import { ChartTable } from './chart-table.tsx';
import { hoursOf, SERIES, totalOf } from './chart-hours.ts';
import { count } from './formats.ts';
import { graphql } from './generated/gql.ts';
import type { CallFilter } from './generated/graphql.ts';

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
      ...HourCounts
    }
    noAnswer: callStatistics(from: $from, to: $to, groupBy: HOUR, filter: $noAnswer) {
      ...HourCounts
    }
    busy: callStatistics(from: $from, to: $to, groupBy: HOUR, filter: $busy) {
      ...HourCounts
    }
    unknown: callStatistics(from: $from, to: $to, groupBy: HOUR, filter: $unknown) {
      ...HourCounts
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
  const heading = useId();
  const { data, previousData, loading, error } = useQuery(CallsPerHourDocument, {
    variables: {
      ...range,
      answered: { ...filter, status: ['ANSWERED'] },
      noAnswer: { ...filter, status: ['NO_ANSWER'] },
      busy: { ...filter, status: ['BUSY'] },
      unknown: { ...filter, status: ['UNKNOWN'] },
    },
  });
  const shown = data ?? (loading ? previousData : undefined);
  const hours = shown ? hoursOf(shown, filter, zone) : [];
  return (
    <section className="card" aria-labelledby={heading} aria-busy={loading}>
      <h2 id={heading}>Calls per hour</h2>
      <ul className="legend">
        {SERIES.map((status) => (
          <li key={status}>
            <span className={`swatch fill-${status}`} />
            {OUTCOMES[status]} <strong>{totalOf(hours, status) ?? '–'}</strong>
          </li>
        ))}
      </ul>
      {error && (
        <p className="empty">
          {hours.length === 0 ? 'The figures can’t be had' : 'Not all figures can be had'} at the moment.
        </p>
      )}
      <ChartBars hours={hours} label={labelOf(totalOf(hours), loading)} />
      <ChartTable hours={hours} />
    </section>
  );
}

function labelOf(total: number | null, isLoading: boolean): string {
  if (total !== null) return `Calls per hour: ${count(total, 'call')}. The table below has the figures.`;
  return isLoading ? 'Calls per hour: loading.' : 'Calls per hour: not all are known.';
}
