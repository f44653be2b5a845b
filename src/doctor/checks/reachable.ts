import { ofEachProvider } from '../finding.js';
import { failureText } from '../reason-text.js';

/** Whether each provider responds as documented; refusals count as responses. */
export const checkReachable = ofEachProvider(({ probe, error }) => {
  const whole = error ?? probe.lastCalls?.notesFailure ?? null;
  const failure = whole?.code === 'UPSTREAM_UNAUTHORIZED' ? null : whole;
  const start = error === null ? 'Responds, but notes can’t be read: ' : '';
  return {
    verdict: failure === null ? 'GOOD' : 'PROBLEM',
    text: failure === null ? 'Responds.' : `${start}${failureText(failure)}`,
    facts: { code: failure?.code ?? null, reason: failure?.reason ?? null },
  };
});

/** The proxy through which a provider is reached, if any. `reachable` checks whether it forwards requests. */
export const checkProxy = ofEachProvider(({ proxy }) => {
  if (proxy === null) return null;
  return { verdict: 'GOOD', text: `Requests go through the proxy ${proxy}.`, facts: { host: proxy } };
});
