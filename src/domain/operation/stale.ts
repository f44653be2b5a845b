import { type Provider, UpstreamError } from '../upstream/upstream-error.js';

/** A stale cached value, returned because the provider failed to respond. */
export interface StaleAnswer {
  readonly provider: Provider;
  readonly workspace: string;
  /** The GraphQL type of the value. */
  readonly type: 'Extension' | 'Client' | 'Call';
  /** Seconds since it was requested from the provider. */
  readonly ageSeconds: number;
}

const listeners = new WeakMap<AbortSignal, (stale: StaleAnswer) => void>();

/** Calls `listen` for every stale value that the operation of this signal receives. */
export function onStaleAnswer(signal: AbortSignal, listen: (stale: StaleAnswer) => void): void {
  listeners.set(signal, listen);
}

/** Reports that the operation of this signal received a stale value. */
export function reportStaleAnswer(signal: AbortSignal, stale: StaleAnswer): void {
  listeners.get(signal)?.(stale);
}

/**
 * Whether a stale value may replace this failure: not if the credentials may have been revoked, or if the outcome of a
 * change is unknown.
 */
export function isOutage(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && !isRefusal(error) && error.code !== 'OUTCOME_UNKNOWN';
}

/** Whether the provider rejects the credentials. Values that were read with them must no longer be returned. */
export function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_UNAUTHORIZED';
}
