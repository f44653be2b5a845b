import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { EventStreamLink } from './event-stream-link.ts';
import { noteStaleAnswers } from './stale-answers.ts';

/** Pages of a range of calls become one list, for each range, filter and order by itself. */
const CALLS = pagesOf(['workspace', 'from', 'to', 'filter', 'order']);

/**
 * The client of the whole app. Answers may be partial: what a provider couldn't give is null and in the result's
 * `error`, so nothing is thrown away for it.
 */
export function apolloClient(): ApolloClient {
  const url = new URL('/graphql', location.origin).href;
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new EventStreamLink(url),
      ApolloLink.from([noteStaleAnswers, new HttpLink({ uri: url })]),
    ),
    cache: new InMemoryCache({
      possibleTypes: { CallContact: ['CallContactPerson', 'CallContactOrganisation'] },
      typePolicies: {
        Query: { fields: { calls: CALLS, extensions: pagesOf(['workspace', 'search']) } },
        Extension: { fields: { calls: CALLS } },
      },
    }),
    defaultOptions: {
      // Shows at once what is known, and asks whether it is so still: what failed before is asked for again.
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

/**
 * Apollo's policy for connections, but a connection that couldn't be had stays null where nothing of it is known:
 * by itself, the policy would make an empty one of it.
 */
function pagesOf(keyArgs: string[]): ReturnType<typeof relayStylePagination> {
  const { merge, ...policy } = relayStylePagination(keyArgs);
  return {
    ...policy,
    merge(existing, incoming, options) {
      if (typeof merge !== 'function' || (!existing && incoming === null)) return null;
      return merge(existing ?? undefined, incoming, options);
    },
  };
}
