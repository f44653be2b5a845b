import type { StaleAnswer } from '../domain/operation/stale.js';
import { onUpstreamUse, type UpstreamUse } from '../domain/operation/upstream-use.js';

/** What an operation is given by the providers, or in their place. */
export interface UpstreamUses {
  /** In the order in which it was given, so far. */
  readonly list: readonly UpstreamUse[];
  /** To be told of what is stale; each resource counts once. */
  tellStale(answer: StaleAnswer): void;
}

const ROUTES = { Extension: 'getExtensions', Client: 'client', Call: 'callHistory' } as const;

/** Follows what the operation of this signal is given; `used` is told of each use at once. */
export function followUpstreamUse(signal: AbortSignal, used: (use: UpstreamUse) => void): UpstreamUses {
  const list: UpstreamUse[] = [];
  const stale = new Set<string>();
  const add = (use: UpstreamUse) => {
    list.push(use);
    used(use);
  };
  onUpstreamUse(signal, add);
  return {
    list,
    tellStale({ provider, workspace, type }) {
      const key = `${workspace} ${type}`;
      if (stale.has(key)) return;
      stale.add(key);
      add({ kind: 'KEPT', provider, workspace, route: ROUTES[type], result: 'STALE' });
    },
  };
}
