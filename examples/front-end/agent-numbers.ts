import { skipToken, useQuery } from '@apollo/client/react';
import { graphql } from './generated/gql.ts';

const AgentNumbersDocument = graphql(`
  query AgentNumbers($search: String!) {
    extensions(search: $search, first: 1000) {
      pageInfo {
        hasNextPage
      }
      edges {
        node {
          id
          speedDial
        }
      }
    }
  }
`);

/** The agents that a text matches. */
export interface AgentNumbers {
  /** The internal numbers of the matching extensions; null without a text, and for one that is itself a number. */
  readonly numbers: readonly string[] | null;
  readonly isLoading: boolean;
  readonly error: Error | undefined;
  /** Why no calls can be shown for the text; null if they can. */
  readonly obstacle: string | null;
}

const KNOWN: AgentNumbers = { numbers: null, isLoading: false, error: undefined, obstacle: null };

/** Finds the agents whose name, user or e-mail matches a text. */
export function useAgentNumbers(text: string | null): AgentNumbers {
  const isName = text !== null && !isNumber(text);
  const { data, loading, error } = useQuery(
    AgentNumbersDocument,
    isName ? { variables: { search: text } } : skipToken,
  );
  if (!isName) return KNOWN;
  const found = data?.extensions;
  if (!found) return { ...KNOWN, isLoading: loading, error, obstacle: loading || error ? null : UNKNOWABLE };
  const numbers = found.edges.flatMap(({ node }) => node.speedDial ?? []);
  return { ...KNOWN, numbers, error, obstacle: obstacleOf(numbers, found.pageInfo.hasNextPage) };
}

const UNKNOWABLE =
  'Names can’t be looked up: this workspace has no Voicenter account. Write an internal number.';

function obstacleOf(numbers: readonly string[], isCut: boolean): string | null {
  if (isCut) return 'More than 1,000 extensions are like that. Write more of the name.';
  return numbers.length === 0 ? 'No extension’s name or number is like that.' : null;
}

/** Whether the text for an agent is an internal number, not a name. */
export function isNumber(text: string): boolean {
  return /^[\d\s*#+()./-]+$/.test(text);
}
