import { followInApp } from './address.ts';
import { AgentName } from './agent-name.tsx';
import { agentOf, callerOf, partyOf } from './call-parties.ts';
import { DIRECTIONS } from './call-words.ts';
import { Fact } from './fact.tsx';
import { dateAndTime, duration } from './formats.ts';
import { readFragment, type FragmentType } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import { PartyName } from './party-name.tsx';
import { PersonLink } from './person-link.tsx';

const CallFactsFragment = graphql(`
  fragment CallFacts on Call {
    startedAt
    direction
    status
    service
    durationSeconds
    destination
    smsText
    ...CallParties
    extension {
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
`);

interface Props {
  readonly call: FragmentType<typeof CallFactsFragment>;
  readonly zone: string;
  /** The text to show if there is no extension. */
  readonly withoutExtension: string;
}

/** The parties, time and duration of a call, and the agent's extension. */
export function CallFacts({ call: masked, zone, withoutExtension }: Props) {
  const call = readFragment(CallFactsFragment, masked);
  const { name, number, phone, contact } = partyOf(call);
  const agent = agentOf(call);
  const { extension } = call;
  return (
    <>
      <p className="who">
        <span>
          <PartyName
            caller={callerOf(call)}
            name={
              <PersonLink contact={contact} phone={phone}>
                {name}
              </PersonLink>
            }
          />
        </span>
        {number !== null && (
          <span className="call-number">
            <PersonLink phone={number}>{number}</PersonLink>
          </span>
        )}
      </p>
      <dl className="facts">
        <Fact name="Outcome">
          <OutcomeBadge status={call.status} />
        </Fact>
        <Fact name="Began">
          <time dateTime={call.startedAt}>{dateAndTime(call.startedAt, zone)}</time>{' '}
          <span className="zone">{zone}</span>
        </Fact>
        <Fact name="Duration">{duration(call.durationSeconds)}</Fact>
        <Fact name="Direction">{DIRECTIONS[call.direction]}</Fact>
        <Fact name="Destination">{call.destination}</Fact>
        <Fact name="Agent">{agent && <AgentName agent={agent} />}</Fact>
        <Fact name="Message">{call.smsText}</Fact>
      </dl>
      <h3>Extension</h3>
      {extension === null ? (
        <p className="empty">{withoutExtension}</p>
      ) : (
        <dl className="facts">
          <Fact name="Name">
            <a href={`/extensions?extension=${encodeURIComponent(extension.id)}`} onClick={followInApp}>
              <bdi>{extension.name || extension.sip}</bdi>
            </a>
          </Fact>
          <Fact name="Speed dial">{extension.speedDial}</Fact>
          <Fact name="User">{extension.user?.name}</Fact>
          <Fact name="E-mail">{extension.user?.email}</Fact>
          <Fact name="Account">{extension.account.name}</Fact>
        </dl>
      )}
    </>
  );
}
