import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { count, shortDate } from './formats.ts';
import { graphql } from './generated/gql.ts';
import type { ArchiveStatusQuery } from './generated/graphql.ts';

const ArchiveStatusDocument = graphql(`
  query ArchiveStatus {
    archive {
      from
      state
      pendingNotes
    }
  }
`);

/** Milliseconds between two polls of an archive that is being filled. */
const POLL = 5000;

type Archive = NonNullable<ArchiveStatusQuery['archive']>;

interface Props {
  /** The items that are complete since then: `Archived` if other calls are also shown. */
  readonly of: 'Calls' | 'Notes' | 'Archived';
  readonly zone: string;
  /** The text to show if there is no archive. */
  readonly without: string;
}

/** The start of the archived calls or notes, and what is still missing. Polls until nothing is. */
export function ArchiveStatus({ of, zone, without }: Props) {
  const { data, loading, error, startPolling, stopPolling } = useQuery(ArchiveStatusDocument);
  const archive = data?.archive;
  const isFilling = archive ? archive.state !== 'FOLLOWING' || archive.pendingNotes > 0 : false;
  useEffect(() => {
    if (isFilling) startPolling(POLL);
    return stopPolling;
  }, [isFilling, startPolling, stopPolling]);
  if (archive) return <p className="zone">{textOf(archive, of, zone)}</p>;
  if (error) return <p className="zone">The state of the archive is unavailable at the moment.</p>;
  return <p className="zone">{loading ? '' : without}</p>;
}

function textOf({ from, state, pendingNotes }: Archive, of: Props['of'], zone: string): string {
  if (from === null) return 'The archive is still empty; it is being filled.';
  const since = `${of} since ${shortDate(from, zone)}`;
  if (state === 'PAUSED') return `${since}. The archive is paused.`;
  const unread =
    of === 'Notes' && pendingNotes > 0
      ? ` The notes of ${count(pendingNotes, 'call')} are still being read.`
      : '';
  return state === 'BACKFILLING'
    ? `${since} so far. The archive is still being filled.${unread}`
    : `${since}${unread && `.${unread}`}`;
}
