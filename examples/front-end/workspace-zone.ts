import { useQuery } from '@apollo/client/react';
import { graphql } from './generated/gql.ts';

const WorkspaceZone = graphql(`
  query WorkspaceZone($now: DateTime!) {
    callStatistics(from: $now, to: $now, groupBy: STATUS) {
      timezone
    }
  }
`);

/** Any instant works: the range from it to itself is empty, so no provider is requested. */
const NOW = new Date(0).toISOString();

/**
 * The time zone of the workspace, in which its days begin and end, such as `Europe/Warsaw`. null while it isn't known,
 * or if the workspace has no call history.
 */
export function useWorkspaceZone() {
  const { data, loading, error, refetch } = useQuery(WorkspaceZone, { variables: { now: NOW } });
  return { zone: data?.callStatistics?.timezone ?? null, loading, error, refetch };
}
