import { useQuery } from '@apollo/client/react';
import { CallFacts } from './call-facts.tsx';
import { CallNotes } from './call-notes.tsx';
import { Drawer } from './drawer.tsx';
import { graphql } from './generated/gql.ts';
import { Placeholder } from './placeholder.tsx';
import { mayBeMissing } from './problem-texts.ts';
import { Problems } from './problems.tsx';

const CallPanelDocument = graphql(`
  query CallPanel($id: ID!) {
    node(id: $id) {
      __typename
      ... on Call {
        id
        ...CallRow
        ...CallFacts
        ...CallNotes
      }
    }
  }
`);

interface Props {
  readonly id: string;
  readonly zone: string;
  readonly onClose: () => void;
}

/** All details of a call, beside the list. */
export function CallPanel({ id, zone, onClose }: Props) {
  const { data, loading, error, refetch } = useQuery(CallPanelDocument, { variables: { id } });
  const call = data?.node?.__typename === 'Call' ? data.node : null;
  return (
    <Drawer title="Call" opener={`call-${id}`} onClose={onClose}>
      <Problems error={error} onRetry={() => void refetch()} />
      {call === null && loading && <Placeholder rows={6} />}
      {call === null && !loading && error === undefined && (
        <p className="empty">The call is no longer in the call history.</p>
      )}
      {call !== null && (
        <>
          <CallFacts call={call} zone={zone} withoutExtension={loading ? '' : withoutExtension(error)} />
          <CallNotes call={call} zone={zone} />
        </>
      )}
    </Drawer>
  );
}

function withoutExtension(error: Error | undefined): string {
  return mayBeMissing(error, 'node.extension')
    ? 'The extension is unavailable at the moment.'
    : 'No extension is known for this call’s agent.';
}
