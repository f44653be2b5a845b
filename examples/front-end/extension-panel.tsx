import { useQuery } from '@apollo/client/react';
import { followInApp } from './address.ts';
import { callAddress } from './call-address.ts';
import { callerOf, partyOf } from './call-parties.ts';
import { Drawer } from './drawer.tsx';
import { daysLater, rangeOfDays, today } from './days.ts';
import { Fact } from './fact.tsx';
import { count, dateAndTime } from './formats.ts';
import { graphql } from './generated/gql.ts';
import { MorePages } from './more-pages.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';
import { PartyName } from './party-name.tsx';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';

const ExtensionPanelDocument = graphql(`
  query ExtensionPanel($id: ID!, $from: DateTime!, $to: DateTime!, $after: String) {
    node(id: $id) {
      __typename
      ... on Extension {
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
        calls(from: $from, to: $to, first: 25, after: $after) {
          totalCount
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            cursor
            node {
              id
              startedAt
              status
              ...CallRow
              ...CallParties
            }
          }
        }
      }
    }
  }
`);

/** The number of days whose calls are shown, including today. */
const DAYS = 7;

interface Props {
  readonly id: string;
  /** null without a call history, or if it isn't known. */
  readonly zone: string | null;
  readonly onClose: () => void;
}

/** An extension and the calls of its agent in the last days, newest first. */
export function ExtensionPanel({ id, zone: known, onClose }: Props) {
  const zone = known ?? 'UTC';
  const last = today(zone);
  const { data, loading, error, fetchMore, refetch } = useQuery(ExtensionPanelDocument, {
    variables: { id, ...rangeOfDays(daysLater(last, 1 - DAYS), last, zone) },
  });
  const extension = data?.node?.__typename === 'Extension' ? data.node : null;
  const calls = extension?.calls;
  return (
    <Drawer title="Extension" opener={`extension-${id}`} onClose={onClose}>
      <Problems error={error} onRetry={() => void refetch()} />
      {extension === null && loading && <Placeholder rows={6} />}
      {extension === null && !loading && error === undefined && (
        <p className="empty">There is no such extension.</p>
      )}
      {extension !== null && (
        <>
          <p className="who">
            <bdi>{extension.name || extension.sip}</bdi>
          </p>
          <dl className="facts">
            <Fact name="Speed dial">{extension.speedDial}</Fact>
            <Fact name="User">{extension.user?.name}</Fact>
            <Fact name="E-mail">{extension.user?.email}</Fact>
            <Fact name="Account">{extension.account.name}</Fact>
            <Fact name="SIP">{extension.sip}</Fact>
          </dl>
          <p className="zone">Times in {zone}</p>
          <h3>
            {calls ? `${count(calls.totalCount ?? calls.edges.length, 'call')} in ${DAYS} days` : 'Calls'}
          </h3>
        </>
      )}
      {calls === null && !loading && error === undefined && (
        <p className="empty">
          {known === null
            ? 'This workspace has no call history.'
            : 'Its calls can’t be told apart: it has no speed dial, or shares it with another.'}
        </p>
      )}
      <ul className="short-calls">
        {calls?.edges.map(({ node: call }) => (
          <li key={call.id}>
            <a href={callAddress(call, zone)} onClick={followInApp}>
              <time dateTime={call.startedAt}>{dateAndTime(call.startedAt, zone)}</time>
              <span className="call-name">
                <PartyName caller={callerOf(call)} name={partyOf(call).name} />
              </span>
              <OutcomeBadge status={call.status} />
            </a>
          </li>
        ))}
      </ul>
      {calls?.pageInfo.hasNextPage && (
        <MorePages
          cursor={calls.pageInfo.endCursor}
          onMore={(after) => fetchMore({ variables: { after } })}
        />
      )}
    </Drawer>
  );
}
