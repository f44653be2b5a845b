import { followInApp, useAddress, withParameters } from './address.ts';
import { shortDate } from './formats.ts';
import { searchableTime } from './problem-texts.ts';

/** Milliseconds; younger calls are about to be archived, so they needn't be excluded. */
const ON_ITS_WAY = 3_600_000;

interface Props {
  readonly error: Error | undefined;
  /** The start of the search, an instant; null to search everything that is archived. */
  readonly from: string | null;
  readonly zone: string;
}

/**
 * If the archive doesn't cover the whole search, links to the same search within the archived range. On a limited
 * search, says so and links back.
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
