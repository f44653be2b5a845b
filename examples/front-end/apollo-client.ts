import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { connectionPolicies } from './connection-policy.ts';
import { EventStreamLink } from './event-stream-link.ts';
import introspection from './generated/possible-types.ts';
import { noteStaleData } from './stale-data.ts';

/**
 * The client of the whole app. Responses may be partial: what a provider couldn't return is null and named in the
 * result's `error`, so that the rest can be shown.
 */
export function apolloClient(): ApolloClient {
  const url = new URL('/graphql', location.origin).href;
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new EventStreamLink(url),
      ApolloLink.from([noteStaleData, new HttpLink({ uri: url })]),
    ),
    cache: new InMemoryCache({
      possibleTypes: introspection.possibleTypes,
      typePolicies: connectionPolicies,
    }),
    defaultOptions: {
      // Shows cached data immediately and refreshes them; requests that failed before are repeated.
      watchQuery: {
        errorPolicy: 'all',
        fetchPolicy: 'cache-and-network',
        nextFetchPolicy: 'cache-first',
      },
      query: { errorPolicy: 'all' },
      mutate: { errorPolicy: 'all' },
    },
  });
}
