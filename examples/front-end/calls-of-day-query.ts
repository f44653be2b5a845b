import { graphql } from './generated/gql.ts';

/** A page of the calls of a day, newest first. */
export const CallsOfDayDocument = graphql(`
  query CallsOfDay($from: DateTime!, $to: DateTime!, $filter: CallFilter, $after: String) {
    calls(from: $from, to: $to, filter: $filter, first: 50, after: $after, order: NEWEST_FIRST) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        __typename
        cursor
        node {
          id
          startedAt
          ...CallRow
        }
      }
    }
  }
`);
