import { followInApp } from './address.ts';
import { callAddress } from './call-address.ts';
import { callerOf, partyOf, personName } from './call-parties.ts';
import { DIRECTIONS } from './call-words.ts';
import { dateAndTime } from './formats.ts';
import { readFragment, type FragmentType } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';
import { DirectionIcon } from './icons.tsx';
import { MarkedText } from './marked-text.tsx';
import { PartyName } from './party-name.tsx';

const FoundNoteFragment = graphql(`
  fragment FoundNote on Note {
    text
    createdAt
    author {
      uuid
      firstName
      lastName
    }
    call {
      id
      startedAt
      direction
      ...CallParties
    }
  }
`);

interface Props {
  readonly note: FragmentType<typeof FoundNoteFragment>;
  readonly search: string;
  readonly zone: string;
}

/** A note found by a search, with a link to its call. */
export function FoundNote({ note: masked, search, zone }: Props) {
  const { text, createdAt, author, call } = readFragment(FoundNoteFragment, masked);
  return (
    <article className="card found-note">
      {call && (
        <h2>
          <a href={callAddress(call, zone)} onClick={followInApp}>
            <DirectionIcon direction={call.direction} />
            <span className="hidden">{DIRECTIONS[call.direction]}, </span>
            <PartyName caller={callerOf(call)} name={partyOf(call).name} />
            <time dateTime={call.startedAt}>{dateAndTime(call.startedAt, zone)}</time>
          </a>
        </h2>
      )}
      <p className="note-text" dir="auto">
        <MarkedText text={text ?? ''} search={search} />
      </p>
      <p className="note-head">
        <bdi>{author ? personName(author) : 'Someone'}</bdi>
        <time dateTime={createdAt}>{dateAndTime(createdAt, zone)}</time>
      </p>
    </article>
  );
}
