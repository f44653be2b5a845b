import { useQuery } from '@apollo/client/react';
import { goTo, useAddress, withParameters } from './address.ts';
import { ArchiveStatus } from './archive-status.tsx';
import { CallList } from './call-list.tsx';
import { CallPanel } from './call-panel.tsx';
import { contactName } from './call-parties.ts';
import { counted } from './formats.ts';
import { graphql } from './generated/gql.ts';
import type { PersonCallsPageQuery } from './generated/graphql.ts';
import { MorePages } from './more-pages.tsx';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';

/** Without `from` and `to`: from the start of the archive until now. */
const PersonCallsPageDocument = graphql(`
  query PersonCallsPage($filter: CallFilter!, $after: String) {
    calls(filter: $filter, first: 50, after: $after, order: NEWEST_FIRST) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          ...CallRow
          ...CallParties
        }
      }
    }
  }
`);

const ONLY_A_MONTH = 'Calls of the last 30 days: without an archive, Switchboard doesn’t look further back.';

interface Props {
  readonly zone: string;
}

type Person = { readonly contact: string } | { readonly phone: string };

/** Every call with the contact or number in the address, newest first. */
export function PersonPage({ zone }: Props) {
  const { search } = useAddress();
  const contact = search.get('contact');
  const phone = search.get('phone');
  if (contact !== null) return <CallsWithPerson person={{ contact }} zone={zone} />;
  if (phone !== null) return <CallsWithPerson person={{ phone }} zone={zone} />;
  return <p className="empty">The address has neither a number nor a contact.</p>;
}

function CallsWithPerson({ zone, person }: Props & { readonly person: Person }) {
  const address = useAddress();
  const selected = address.search.get('call');
  const { data, loading, error, fetchMore, refetch } = useQuery(PersonCallsPageDocument, {
    variables: { filter: person },
  });
  const calls = data?.calls;
  const name = 'phone' in person ? person.phone : nameIn(calls, person.contact);
  return (
    <>
      <title>{`Calls with ${name} · Switchboard`}</title>
      <div className="heading">
        <div>
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <p className="zone">Times in {zone}</p>
          <ArchiveStatus of="Calls" zone={zone} without={ONLY_A_MONTH} />
        </div>
      </div>
      <section aria-label={`Calls with ${name}`} aria-busy={loading}>
        <div className="count">
          <p role="status">{calls ? counted(calls.totalCount, calls.edges.length, 'call') : ' '}</p>
        </div>
        <Problems error={error} onRetry={() => void refetch()} />
        {data === undefined && loading && <Placeholder rows={12} />}
        {calls?.edges.length === 0 && <p className="empty">No calls found.</p>}
        {calls && <CallList calls={calls.edges.map(({ node }) => node)} zone={zone} isDated />}
        {calls?.pageInfo.hasNextPage && (
          <MorePages
            cursor={calls.pageInfo.endCursor}
            onMore={(after) => fetchMore({ variables: { after } })}
          />
        )}
      </section>
      {selected !== null && (
        <CallPanel
          key={selected}
          id={selected}
          zone={zone}
          onClose={() => goTo(withParameters(address, { call: null }))}
        />
      )}
    </>
  );
}

function nameIn(calls: PersonCallsPageQuery['calls'] | undefined, contact: string): string {
  const names = calls?.edges.map(({ node }) => contactName(node, contact)) ?? [];
  return names.find((name) => name !== null) ?? 'A contact';
}
