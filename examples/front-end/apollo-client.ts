import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { noteStaleAnswers } from './stale-answers.ts';

/** Pages of a range of calls become one list, for each range, filter and order by itself. */
const CALLS = relayStylePagination(['workspace', 'from', 'to', 'filter', 'order']);

/**
 * The client of the whole app. Answers may be partial: what a provider couldn't give is null and in the result's
 * `error`, so nothing is thrown away for it.
 */
export function apolloClient(): ApolloClient {
  const url = new URL('/graphql', location.origin).href;
  return new ApolloClient({
    link: ApolloLink.from([noteStaleAnswers, new HttpLink({ uri: url })]),
    cache: new InMemoryCache({
      possibleTypes: { CallContact: ['CallContactPerson', 'CallContactOrganisation'] },
      typePolicies: {
        Query: { fields: { calls: CALLS, extensions: relayStylePagination(['workspace', 'search']) } },
        Extension: { fields: { calls: CALLS } },
      },
    }),
    defaultOptions: {
      watchQuery: { errorPolicy: 'all' },
      query: { errorPolicy: 'all' },
      mutate: { errorPolicy: 'all' },
    },
  });
}
