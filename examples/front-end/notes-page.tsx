import { useQuery } from '@apollo/client/react';
import { goTo, useAddress, withParameters } from './address.ts';
import { ArchiveStatus } from './archive-status.tsx';
import { timeOf } from './days.ts';
import { FoundNote } from './found-note.tsx';
import { counted } from './formats.ts';
import { graphql } from './generated/gql.ts';
import { MorePages } from './more-pages.tsx';
import { NarrowerSearch } from './narrower-search.tsx';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';

const FoundNotesDocument = graphql(`
  query FoundNotes($search: String!, $from: DateTime, $to: DateTime, $after: String) {
    notes(search: $search, from: $from, to: $to, first: 25, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          ...FoundNote
        }
      }
    }
  }
`);

const WITHOUT_ARCHIVE = 'Searching needs an archive, and this Switchboard has none.';

/** A search for notes by their words. The address contains the search text, and the time range if it is limited. */
export function NotesPage({ zone }: { readonly zone: string }) {
  const { search: parameters } = useAddress();
  const search = parameters.get('search') ?? '';
  return (
    <>
      <title>Notes · Switchboard</title>
      <div className="heading">
        <div>
          <h1>Notes</h1>
          <p className="zone">Times in {zone}</p>
          <ArchiveStatus of="Notes" zone={zone} without={search === '' ? WITHOUT_ARCHIVE : ''} />
        </div>
      </div>
      <SearchField search={search} />
      {search === '' ? (
        <p className="empty">
          Each word begins a word of the note: “rout zwroc” finds “Zwrócił router”. Case and accents don’t
          matter.
        </p>
      ) : (
        <FoundNotes
          search={search}
          from={timeOf(parameters.get('from'))}
          to={timeOf(parameters.get('to'))}
          zone={zone}
        />
      )}
    </>
  );
}

function SearchField({ search }: { readonly search: string }) {
  const address = useAddress();
  return (
    <form
      className="filters"
      role="search"
      aria-label="Search notes"
      onSubmit={(event) => event.preventDefault()}
    >
      <label className="wide">
        Words of a note
        <input
          key={search}
          type="search"
          autoComplete="off"
          maxLength={200}
          defaultValue={search}
          onKeyDown={({ key, currentTarget }) => {
            const changes = { search: currentTarget.value.trim(), from: null, to: null };
            if (key === 'Enter') goTo(withParameters(address, changes));
          }}
        />
      </label>
    </form>
  );
}

interface FoundNotesProps {
  readonly search: string;
  /** Instants; null for everything that is archived. */
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string;
}

function FoundNotes({ search, from, to, zone }: FoundNotesProps) {
  const { data, loading, error, fetchMore, refetch } = useQuery(FoundNotesDocument, {
    variables: { search, from, to },
  });
  const notes = data?.notes;
  return (
    <section aria-label="Notes" aria-busy={loading}>
      <p className="count" role="status">
        {notes ? counted(notes.totalCount, notes.edges.length, 'note') : ' '}
      </p>
      <Problems error={error} onRetry={() => void refetch()} />
      <NarrowerSearch error={error} from={from} zone={zone} />
      {data === undefined && loading && <Placeholder rows={6} />}
      {notes?.edges.length === 0 && <p className="empty">No note has all of these words.</p>}
      <ol className="found-notes">
        {notes?.edges.map(({ node }) => (
          <li key={node.id}>
            <FoundNote note={node} search={search} zone={zone} />
          </li>
        ))}
      </ol>
      {notes?.pageInfo.hasNextPage && (
        <MorePages
          cursor={notes.pageInfo.endCursor}
          onMore={(after) => fetchMore({ variables: { after } })}
        />
      )}
    </section>
  );
}
