import { useApolloClient, useReactiveVar } from '@apollo/client/react';
import { useEffect } from 'react';
import { useAddress } from './address.ts';
import { providerName } from './problem-texts.ts';
import { forgetStaleAnswers, staleAnswers } from './stale-answers.ts';

const THINGS: Readonly<Record<string, string>> = {
  Call: 'Calls',
  Client: 'The settings',
  Extension: 'Extensions',
};

/** Says which data on the screen are older than they should be, and why. */
export function StaleNotice() {
  const answers = useReactiveVar(staleAnswers);
  const client = useApolloClient();
  const { path, search } = useAddress();
  const href = `${path}?${search.toString()}`;
  useEffect(() => {
    // useQuery, too, lets go of what has left the screen by a timer: before this one.
    const timer = setTimeout(() => {
      const shown = new Set([...client.getObservableQueries().values()].map(({ queryName }) => queryName));
      forgetStaleAnswers((name) => !shown.has(name));
    });
    return () => clearTimeout(timer);
  }, [client, href, answers]);
  const stale = [...answers.values()].flat();
  const oldest = new Map<string, (typeof stale)[number]>();
  for (const data of stale) {
    if (data.ageSeconds >= (oldest.get(data.type)?.ageSeconds ?? 0)) oldest.set(data.type, data);
  }
  return (
    <div role="status">
      {[...oldest.values()].map(({ type, provider, ageSeconds }) => (
        <p key={type} className="notice notice-stale">
          <strong>
            {THINGS[type] ?? type} as of {age(ageSeconds)} ago.
          </strong>{' '}
          {providerName(provider)} doesn’t answer at the moment.
        </p>
      ))}
    </div>
  );
}

function age(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
