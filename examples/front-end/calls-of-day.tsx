import { useQuery } from '@apollo/client/react';
import { CallList } from './call-list.tsx';
import { CallsOfDayDocument } from './calls-of-day-query.ts';
import { counted } from './formats.ts';
import type { CallFilter } from './generated/graphql.ts';
import { LiveMark } from './live-mark.tsx';
import { MorePages } from './more-pages.tsx';
import { useNewCalls } from './new-calls.ts';
import { Problems } from './problems.tsx';
import { Placeholder } from './placeholder.tsx';

interface Props {
  readonly range: { readonly from: string; readonly to: string };
  readonly filter: CallFilter;
  readonly zone: string;
  readonly isToday: boolean;
}

/** The calls of a range, newest first; more pages are loaded as the user scrolls. */
export function CallsOfDay({ range, filter, zone, isToday }: Props) {
  const { data, previousData, loading, error, fetchMore, refetch } = useQuery(CallsOfDayDocument, {
    variables: { ...range, filter },
  });
  const { arrived, state } = useNewCalls({ ...range, filter }, isToday, data !== undefined);
  const shown = data ?? (loading ? previousData : undefined);
  const calls = shown?.calls;
  return (
    <section aria-label="Calls" aria-busy={loading}>
      <div className="count">
        <p role="status">{calls ? counted(calls.totalCount, calls.edges.length, 'call') : ' '}</p>
        {isToday && <LiveMark arrived={arrived.size} state={state} />}
      </div>
      <Problems error={error} onRetry={() => void refetch()} />
      {shown === undefined && loading && <Placeholder rows={12} />}
      {calls?.edges.length === 0 && <p className="empty">No matching calls. Try another day or filter.</p>}
      {calls && (
        <CallList
          calls={calls.edges.map(({ node }) => node)}
          zone={zone}
          isOld={data === undefined}
          arrived={arrived}
        />
      )}
      {data?.calls?.pageInfo.hasNextPage && (
        <MorePages
          cursor={data.calls.pageInfo.endCursor}
          onMore={(after) => fetchMore({ variables: { after } })}
        />
      )}
    </section>
  );
}
