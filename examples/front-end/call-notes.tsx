import { Fragment } from 'react';
import { personName } from './call-parties.ts';
import { count, dateAndTime } from './formats.ts';
import { readFragment, type FragmentType } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';

const CallNotesFragment = graphql(`
  fragment CallNotes on Call {
    notes {
      id
      text
      createdAt
      edited
      pinned
      author {
        uuid
        firstName
        lastName
      }
      files {
        uuid
        name
      }
    }
  }
`);

interface Props {
  readonly call: FragmentType<typeof CallNotesFragment>;
  readonly zone: string;
}

/** The notes of a call, oldest first. */
export function CallNotes({ call, zone }: Props) {
  const { notes } = readFragment(CallNotesFragment, call);
  return (
    <>
      <h3>Notes</h3>
      {notes === null && <p className="empty">The notes are unavailable at the moment.</p>}
      {notes?.length === 0 && <p className="empty">Nobody wrote a note.</p>}
      {notes?.map((note) => (
        <article key={note.id} className="note">
          <p className="note-head">
            <bdi>{note.author ? personName(note.author) : 'Someone'}</bdi>
            <time dateTime={note.createdAt}>{dateAndTime(note.createdAt, zone)}</time>
            {note.pinned && <span className="badge">Pinned</span>}
            {note.edited && <span className="badge">Edited</span>}
          </p>
          <p className="note-text" dir="auto">
            {note.text}
          </p>
          {note.files.length > 0 && (
            <p className="note-files">
              {count(note.files.length, 'file')}:{' '}
              {note.files.map(({ uuid, name }, index) => (
                <Fragment key={uuid}>
                  {index > 0 && ', '}
                  <bdi>{name ?? 'unnamed'}</bdi>
                </Fragment>
              ))}
            </p>
          )}
        </article>
      ))}
    </>
  );
}
