import { useApolloClient, useReactiveVar } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { useAddress } from './address.ts';
import { providerName } from './problem-texts.ts';
import { forgetStaleData, staleByOperation, type StaleData } from './stale-data.ts';

const THINGS: Readonly<Record<string, string>> = {
  Call: 'Calls',
  Client: 'The settings',
  Extension: 'Extensions',
};

/** Milliseconds. */
const TICK = 15_000;

/** Shows which data on the screen are stale, and why. */
export function StaleNotice() {
  const reported = useReactiveVar(staleByOperation);
  const client = useApolloClient();
  const { path, search } = useAddress();
  const href = `${path}?${search.toString()}`;
  useEffect(() => {
    // useQuery also releases what has left the screen by a timer, which fires before this one.
    const timer = setTimeout(() => {
      const shown = new Set([...client.getObservableQueries().values()].map(({ queryName }) => queryName));
      forgetStaleData((name) => !shown.has(name));
    });
    return () => clearTimeout(timer);
  }, [client, href, reported]);
  const now = useClock(reported.size > 0);
  const oldest = new Map<string, StaleData>();
  for (const data of [...reported.values()].flat()) {
    if (data.asOf <= (oldest.get(data.type)?.asOf ?? Infinity)) oldest.set(data.type, data);
  }
  return (
    <div role="status">
      {[...oldest.values()].map(({ type, provider, asOf }) => (
        <p key={type} className="notice notice-stale">
          <strong>
            {THINGS[type] ?? type} as of {age((now - asOf) / 1000)} ago.
          </strong>{' '}
          {providerName(provider)} doesn’t answer at the moment.
        </p>
      ))}
    </div>
  );
}

/** The time in milliseconds since the epoch, updated every few seconds while `isOn`. */
function useClock(isOn: boolean): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK);
    return () => clearInterval(timer);
  }, [isOn]);
  return Date.now();
}

function age(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
