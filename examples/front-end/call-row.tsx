import { followInApp, useAddress, withParameters } from './address.ts';
import { AgentName } from './agent-name.tsx';
import { agentOf, callerOf, partyOf } from './call-parties.ts';
import { DIRECTIONS } from './call-words.ts';
import { dateAndTime, duration, timeOfDay } from './formats.ts';
import { readFragment, type FragmentType } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';
import { DirectionIcon, NoteIcon } from './icons.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';
import { PartyName } from './party-name.tsx';

const CallRowFragment = graphql(`
  fragment CallRow on Call {
    id
    startedAt
    direction
    status
    durationSeconds
    hasNotes
    ...CallParties
    flags {
      uuid
      name
      color
    }
  }
`);

interface Props {
  readonly call: FragmentType<typeof CallRowFragment>;
  readonly zone: string;
  /** Whether its day is also shown. */
  readonly isDated: boolean;
}

/** A call in a list. */
export function CallRow({ call: masked, zone, isDated }: Props) {
  const call = readFragment(CallRowFragment, masked);
  const address = useAddress();
  const { name, number } = partyOf(call);
  const agent = agentOf(call);
  return (
    <a
      id={`call-${call.id}`}
      className="call"
      href={withParameters(address, { call: call.id })}
      onClick={followInApp}
    >
      <time className="call-time" dateTime={call.startedAt}>
        {(isDated ? dateAndTime : timeOfDay)(call.startedAt, zone)}
      </time>
      <span className={`call-direction direction-${call.direction}`}>
        <DirectionIcon direction={call.direction} />
        <span className="hidden">{DIRECTIONS[call.direction]}, </span>
      </span>
      <span className="call-party">
        <span className="call-name">
          <PartyName caller={callerOf(call)} name={name} />
        </span>
        {number !== null && <span className="call-number">{number}</span>}
      </span>
      <span className="call-agent">{agent !== null && <AgentName agent={agent} />}</span>
      <span className="call-marks">
        {call.hasNotes && (
          <span title="Has notes">
            <NoteIcon />
            <span className="hidden">has notes, </span>
          </span>
        )}
        {call.flags.map((flag) => (
          <bdi key={flag.uuid} className="flag">
            <span className="flag-dot" style={{ backgroundColor: flag.color ?? undefined }} />
            {flag.name}
          </bdi>
        ))}
      </span>
      <span className="call-outcome">
        <OutcomeBadge status={call.status} />
      </span>
      <span className="call-duration">{call.durationSeconds > 0 ? duration(call.durationSeconds) : '–'}</span>
    </a>
  );
}
