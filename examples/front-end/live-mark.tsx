import { count } from './formats.ts';

interface Props {
  /** How many calls came while the user was looking. */
  readonly arrived: number;
  readonly error: Error | undefined;
}

/** Says that new calls come by themselves, and how many did. */
export function LiveMark({ arrived, error }: Props) {
  const news = arrived === 0 ? 'Live' : `Live: ${count(arrived, 'new call')}`;
  return (
    <p role="status" className={error ? 'live is-off' : 'live'}>
      {error ? 'New calls don’t come by themselves at the moment' : news}
    </p>
  );
}
