import { useQuery } from '@apollo/client/react';
import { followInApp, goTo, useAddress, withParameters } from './address.ts';
import { ExtensionPanel } from './extension-panel.tsx';
import { count } from './formats.ts';
import { graphql } from './generated/gql.ts';
import { MorePages } from './more-pages.tsx';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';

const ExtensionsDocument = graphql(`
  query Extensions($search: String, $after: String) {
    extensions(search: $search, first: 50, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          name
          sip
          speedDial
          user {
            name
            email
          }
          account {
            id
            name
          }
        }
      }
    }
  }
`);

/** The extensions by name; each links to its agent's calls. `zone` is the time zone, null without a call history. */
export function ExtensionsPage({ zone }: { readonly zone: string | null }) {
  const address = useAddress();
  const search = address.search.get('search');
  const selected = address.search.get('extension');
  const { data, previousData, loading, error, fetchMore, refetch } = useQuery(ExtensionsDocument, {
    variables: { search },
  });
  const shown = data ?? (loading ? previousData : undefined);
  const extensions = shown?.extensions;
  return (
    <>
      <title>Extensions · Switchboard</title>
      <div className="heading">
        <h1>Extensions</h1>
      </div>
      <form
        className="filters"
        role="search"
        aria-label="Search extensions"
        onSubmit={(event) => event.preventDefault()}
      >
        <label className="wide">
          Name, user, e-mail, speed dial or SIP
          <input
            key={search}
            type="search"
            autoComplete="off"
            defaultValue={search ?? ''}
            onKeyDown={({ key, currentTarget }) => {
              if (key === 'Enter') goTo(withParameters(address, { search: currentTarget.value.trim() }));
            }}
          />
        </label>
      </form>
      <section aria-label="Extensions" aria-busy={loading}>
        <p className="count" role="status">
          {extensions ? count(extensions.totalCount ?? extensions.edges.length, 'extension') : ' '}
        </p>
        <Problems error={error} onRetry={() => void refetch()} />
        {shown === undefined && loading && <Placeholder rows={12} />}
        {extensions === null && !loading && error === undefined && (
          <p className="empty">This workspace has no Voicenter account.</p>
        )}
        {extensions?.edges.length === 0 && <p className="empty">No extension matches.</p>}
        <ul className="extensions">
          {extensions?.edges.map(({ node }) => (
            <li key={node.id}>
              <a
                id={`extension-${node.id}`}
                href={withParameters(address, { extension: node.id })}
                onClick={followInApp}
              >
                <span className="dial">{node.speedDial ?? '–'}</span>
                <span className="call-party">
                  <bdi className="call-name">{node.name || node.sip}</bdi>
                  <bdi className="call-number">{node.user?.name ?? 'No user'}</bdi>
                </span>
                <bdi className="account">{node.account.name}</bdi>
              </a>
            </li>
          ))}
        </ul>
        {data?.extensions?.pageInfo.hasNextPage && (
          <MorePages
            cursor={data.extensions.pageInfo.endCursor}
            onMore={(after) => fetchMore({ variables: { after } })}
          />
        )}
      </section>
      {selected !== null && (
        <ExtensionPanel
          key={selected}
          id={selected}
          zone={zone}
          onClose={() => goTo(withParameters(address, { extension: null }))}
        />
      )}
    </>
  );
}
