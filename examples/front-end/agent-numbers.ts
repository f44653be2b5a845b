import { skipToken, useQuery } from '@apollo/client/react';
import { graphql } from './generated/gql.ts';

const AgentNumbersDocument = graphql(`
  query AgentNumbers($search: String!) {
    extensions(search: $search, first: 100) {
      edges {
        node {
          id
          speedDial
        }
      }
    }
  }
`);

/**
 * The internal numbers of the extensions, the first 100 at most, that a text finds by name, user or e-mail. `numbers` is null
 * without a text, for one that is a number itself, and while it isn't known.
 */
export function useAgentNumbers(text: string | null) {
  const isName = text !== null && !isNumber(text);
  const { data, loading, error } = useQuery(
    AgentNumbersDocument,
    isName ? { variables: { search: text } } : skipToken,
  );
  const edges = isName ? data?.extensions?.edges : undefined;
  const numbers = edges?.flatMap(({ node }) => node.speedDial ?? []) ?? null;
  return { numbers, isLoading: isName && numbers === null && loading, error: isName ? error : undefined };
}

/** Whether what was written for an agent is an internal number, not a name. */
export function isNumber(text: string): boolean {
  return /^[\d\s*#+()./-]+$/.test(text);
}
