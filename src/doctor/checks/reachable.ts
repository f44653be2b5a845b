import { ofEachProvider } from '../finding.js';
import { failureText } from '../reason-text.js';

/** Whether each provider answers as documented: its refusals are answers, too. */
export const checkReachable = ofEachProvider('reachable', ({ probe, error }) => {
  const whole = error ?? probe.lastCalls?.notesFailure ?? null;
  const failure = whole?.code === 'UPSTREAM_UNAUTHORIZED' ? null : whole;
  const start = error === null ? 'It answers, but its notes can’t be read: ' : '';
  return {
    verdict: failure === null ? 'GOOD' : 'PROBLEM',
    text: failure === null ? 'It answers.' : `${start}${failureText(failure)}`,
    facts: { code: failure?.code ?? null, reason: failure?.reason ?? null },
  };
});

/** Which proxy a provider is reached through, if any; whether it lets us through is a matter of `reachable`. */
export const checkProxy = ofEachProvider('proxy', ({ proxy }) => {
  if (proxy === null) return null;
  return { verdict: 'GOOD', text: `Requests go through the proxy ${proxy}.`, facts: { host: proxy } };
});
