import type { RedisObserver } from './redis-observer.js';
import type { Provider } from './upstream-error.js';
import type { UpstreamAttempt } from '../operation/upstream-use.js';

/** HALF_OPEN: a probe is in flight. */
export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** The request quota of a provider's current period, as its responses report it. */
export interface Quota {
  readonly remaining: number;
  /** null if the provider doesn't report it. */
  readonly limit: number | null;
  /** Milliseconds until the period ends; null if the provider doesn't report it. */
  readonly endsIn: number | null;
}

/** LEFT_OUT: records that can't be decoded. SUSPECT: a response that is used although it is probably wrong. */
export type AnomalyKind = 'UNKNOWN_VALUE' | 'LEFT_OUT' | 'SUSPECT';

/** Observes the traffic with the providers and Redis, across all operations. Must not throw. */
export interface UpstreamObserver extends RedisObserver {
  attempted(attempt: UpstreamAttempt): void;
  /**
   * The circuit of one of the provider's origins changed its state. Called once for each workspace that has sent
   * requests there; `from` is null at a workspace's first request. `workspace` is null for tokens that several
   * workspaces share.
   */
  circuitChanged(
    provider: Provider,
    workspace: string | null,
    from: CircuitState | null,
    to: CircuitState,
  ): void;
  /**
   * The provider responded over TLS. `certificateEnd`: when its certificate expires, in milliseconds since the epoch.
   */
  certificateSeen?(provider: Provider, certificateEnd: number): void;
  /** A response arrived that could be read, or whose status is an error. */
  headersSeen?(provider: Provider, headers: NodeJS.Dict<string | string[]>): void;
  /** `account`: the workspace that the quota applies to. */
  quotaReported(provider: Provider, account: string, quota: Quota): void;
  /** `field`: the name of the payload's field or of the resource; `reason`: a fixed phrase. Never text from the provider. */
  anomalyFound(provider: Provider, kind: AnomalyKind, field: string, count: number, reason?: string): void;
}

const nothing = () => undefined;

export const NO_OBSERVER: UpstreamObserver = {
  attempted: nothing,
  circuitChanged: nothing,
  quotaReported: nothing,
  anomalyFound: nothing,
  redisFailed: nothing,
  redisUsable: nothing,
};
