import { useApolloClient, useSubscription } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import { CallsOfDayDocument } from './calls-of-day-query.ts';
import { graphql } from './generated/gql.ts';
import type { CallsOfDayQuery, CallsOfDayQueryVariables, NewCallSubscription } from './generated/graphql.ts';
import { useStreamState, type StreamState } from './stream-states.ts';

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

const NONE: ReadonlySet<string> = new Set();

/**
 * While `isOn`, adds every new call to the list of a query, and redraws the chart. Returns the ids of those calls, and
 * whether the subscription is connected. Requests what was missed while the connection was lost. Calls that arrive
 * before the list (`isLoaded`) are added once it has loaded.
 */
export function useNewCalls(question: CallsOfDayQueryVariables, isOn: boolean, isLoaded: boolean) {
  const early = useRef<(() => void)[]>([]);
  useEffect(() => {
    if (isLoaded) for (const insert of early.current.splice(0)) insert();
  }, [isLoaded]);
  const asked = JSON.stringify(question);
  const [arrivals, setArrivals] = useState({ asked, calls: NONE });
  const state = useStreamState('NewCall');
  useReloadAfterLoss(state);
  useSubscription(NewCall, {
    variables: { filter: question.filter ?? null },
    skip: !isOn,
    // A value that a provider couldn't return is null.
    errorPolicy: 'ignore',
    onData({ client, data }) {
      const call = data.data?.callAdded;
      if (call === undefined) return;
      const insert = () =>
        client.cache.updateQuery({ query: CallsOfDayDocument, variables: question }, (list) =>
          withCall(list, call),
        );
      if (insert() === null) early.current.push(insert);
      void client.refetchQueries({ include: ['CallsPerHour'] });
      setArrivals((before) => ({
        asked,
        calls: new Set([...(before.asked === asked ? before.calls : NONE), call.id]),
      }));
    },
  });
  return { arrived: arrivals.asked === asked ? arrivals.calls : NONE, state };
}

function useReloadAfterLoss({ is }: StreamState): void {
  const client = useApolloClient();
  const wasLost = useRef(false);
  useEffect(() => {
    if (is === 'live' && wasLost.current) {
      void client.refetchQueries({ include: ['CallsOfDay', 'CallsPerHour'] });
    }
    if (is !== 'connecting') wasLost.current = is === 'reconnecting';
  }, [client, is]);
}

/** The list with a call in its place, once; unchanged if the call belongs on a page that isn't loaded yet. */
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
