import type { RedisObserver } from './redis-observer.js';
import type { Provider } from './upstream-error.js';
import type { UpstreamAttempt } from '../operation/upstream-use.js';

/** HALF_OPEN: a probe is under way. */
export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** How many requests a provider takes in its current period, as it says itself. */
export interface Quota {
  readonly remaining: number;
  /** null where it isn't told. */
  readonly limit: number | null;
}

/** LEFT_OUT: records that can't be read; SUSPECT: an answer that is taken, but hardly right. */
export type AnomalyKind = 'UNKNOWN_VALUE' | 'LEFT_OUT' | 'SUSPECT';

/** Is told of everything that happens between us and the providers, and with Redis, whichever operation it is for. Must not throw. */
export interface UpstreamObserver extends RedisObserver {
  attempted(attempt: UpstreamAttempt): void;
  /** The circuit of one of the provider's origins has another state; `from` is null where it is new. */
  circuitChanged(provider: Provider, from: CircuitState | null, to: CircuitState): void;
  /** `account`: the workspace whose quota it is. */
  quotaTold(provider: Provider, account: string, quota: Quota): void;
  /** `field`: the payload's field, or the resource's name; never the provider's words. */
  anomalyFound(provider: Provider, kind: AnomalyKind, field: string, count: number): void;
}

const nothing = () => undefined;

export const NO_OBSERVER: UpstreamObserver = {
  attempted: nothing,
  circuitChanged: nothing,
  quotaTold: nothing,
  anomalyFound: nothing,
  redisFailed: nothing,
  redisUsable: nothing,
};
