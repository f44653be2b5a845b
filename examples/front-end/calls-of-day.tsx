import { useQuery } from '@apollo/client/react';
import { CallList } from './call-list.tsx';
import { count } from './formats.ts';
import { graphql } from './generated/gql.ts';
import type { CallFilter } from './generated/graphql.ts';
import { MorePages } from './more-pages.tsx';
import { Problems } from './problems.tsx';
import { Placeholder } from './placeholder.tsx';

const CallsOfDayDocument = graphql(`
  query CallsOfDay($from: DateTime!, $to: DateTime!, $filter: CallFilter, $after: String) {
    calls(from: $from, to: $to, filter: $filter, first: 50, after: $after, order: NEWEST_FIRST) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          ...CallRow
        }
      }
    }
  }
`);

interface Props {
  readonly range: { readonly from: string; readonly to: string };
  readonly filter: CallFilter;
  readonly zone: string;
  readonly isToday: boolean;
}

/** The calls of a range, newest first, page after page as they come into sight. */
export function CallsOfDay({ range, filter, zone, isToday }: Props) {
  const { data, previousData, loading, error, fetchMore, refetch } = useQuery(CallsOfDayDocument, {
    variables: { ...range, filter },
    // What a day that is over had doesn't change any more.
    fetchPolicy: isToday ? 'cache-and-network' : 'cache-first',
    nextFetchPolicy: 'cache-first',
  });
  const shown = data ?? (loading ? previousData : undefined);
  const calls = shown?.calls;
  return (
    <section aria-label="Calls" aria-busy={loading}>
      <p className="count" role="status">
        {calls ? counted(calls.totalCount, calls.edges.length) : ' '}
      </p>
      <Problems error={error} onRetry={() => void refetch()} />
      {shown === undefined && loading && <Placeholder rows={12} />}
      {calls?.edges.length === 0 && (
        <p className="empty">No calls that fit. Try another day, or another filter.</p>
      )}
      {calls && (
        <CallList calls={calls.edges.map(({ node }) => node)} zone={zone} isOld={data === undefined} />
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

function counted(total: number | null, shown: number): string {
  return total === null ? `${count(shown, 'call')} so far` : count(total, 'call');
}
