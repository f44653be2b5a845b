import type { Check } from '../finding.js';

/** The proxy through which a provider is reached, if any. `reachable` checks whether it forwards requests. */
export const checkProxy: Check = ({ readings }) =>
  readings.flatMap(({ provider, proxy }) => {
    if (proxy === null) return [];
    const text = `Requests go through the proxy ${proxy}.`;
    return [{ check: 'proxy', provider, verdict: 'GOOD', text, facts: { host: proxy } } as const];
  });
