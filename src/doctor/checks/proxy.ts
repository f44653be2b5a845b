import type { Check } from '../finding.js';

/** Which proxy a provider is reached through, if any; whether it lets us through is a matter of `reachable`. */
export const checkProxy: Check = ({ readings }) =>
  readings.flatMap(({ provider, proxy }) => {
    if (proxy === null) return [];
    const text = `Requests go through the proxy ${proxy}.`;
    return [{ check: 'proxy', provider, verdict: 'GOOD', text, facts: { host: proxy } } as const];
  });
