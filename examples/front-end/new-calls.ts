import { useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import { CallsOfDayDocument } from './calls-of-day-query.ts';
import { graphql } from './generated/gql.ts';
import type { CallsOfDayQuery, CallsOfDayQueryVariables, NewCallSubscription } from './generated/graphql.ts';

const NewCall = graphql(`
  subscription NewCall($filter: CallFilter) {
    callAdded(filter: $filter) {
      id
      startedAt
      ...CallRow
    }
  }
`);

type Call = NewCallSubscription['callAdded'];

/**
 * While `isOn`, puts every call that appears into the list of a question, and has the chart drawn again. Answers the
 * ids of those calls, and an error while none can come.
 */
export function useNewCalls(question: CallsOfDayQueryVariables, isOn: boolean) {
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const { error } = useSubscription(NewCall, {
    variables: { filter: question.filter ?? null },
    skip: !isOn,
    onData({ client, data }) {
      const call = data.data?.callAdded;
      if (call === undefined) return;
      client.cache.updateQuery({ query: CallsOfDayDocument, variables: question }, (list) =>
        withCall(list, call),
      );
      void client.refetchQueries({ include: ['CallsPerHour'] });
      setArrived((before) => new Set([...before, call.id]));
    },
  });
  return { arrived, error };
}

/** The list with a call in its place, once; as it was where the call belongs on a page that isn't there yet. */
function withCall(list: CallsOfDayQuery | null, call: Call): CallsOfDayQuery | null {
  const calls = list?.calls;
  if (!calls || calls.edges.some(({ node }) => node.id === call.id)) return list;
  const { edges, totalCount, pageInfo } = calls;
  const place = edges.findIndex(({ node }) => node.startedAt <= call.startedAt);
  const isBelow = place < 0;
  const edge = { __typename: 'CallEdge', cursor: '', node: call } as const;
  const at = isBelow ? edges.length : place;
  return {
    ...list,
    calls: {
      ...calls,
      totalCount: totalCount === null ? null : totalCount + 1,
      edges: isBelow && pageInfo.hasNextPage ? edges : edges.toSpliced(at, 0, edge),
    },
  };
}
