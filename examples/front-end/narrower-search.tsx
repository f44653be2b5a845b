import { followInApp, useAddress, withParameters } from './address.ts';
import { shortDate } from './formats.ts';
import { searchableTime } from './problem-texts.ts';

/** Milliseconds: what is younger is on its way to the archive, and needn't be left out. */
const ON_ITS_WAY = 3_600_000;

interface Props {
  readonly error: Error | undefined;
  /** From when on is searched, an instant; null if all that is archived is. */
  readonly from: string | null;
  readonly zone: string;
}

/**
 * If not all of the time of a search is archived, leads to the same search within the time that is; of such a search, says
 * so, and leads back.
 */
export function NarrowerSearch({ error, from, zone }: Props) {
  const address = useAddress();
  const time = searchableTime(error);
  if (time !== null) {
    const isUpToNow = Date.now() - Date.parse(time.to) < ON_ITS_WAY;
    const to = isUpToNow ? '' : ` to ${shortDate(time.to, zone)}`;
    const parameters = { from: time.from, to: isUpToNow ? null : time.to };
    return (
      <p>
        <a href={withParameters(address, parameters)} onClick={followInApp}>
          {`Search from ${shortDate(time.from, zone)}${to || ' on'}`}
        </a>
      </p>
    );
  }
  if (from === null) return null;
  return (
    <p className="zone">
      Only notes from {shortDate(from, zone)} on were searched.{' '}
      <a href={withParameters(address, { from: null, to: null })} onClick={followInApp}>
        Search all
      </a>
    </p>
  );
}
