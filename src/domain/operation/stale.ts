import { type Provider, UnreadableCallsError, UpstreamError } from '../upstream/upstream-error.js';

/** A stale cached value, returned because the provider failed to respond. */
export interface StaleValue {
  readonly provider: Provider;
  readonly workspace: string;
  /** The GraphQL type of the value. */
  readonly type: 'Extension' | 'Client' | 'Call';
  /** Seconds since it was requested from the provider. */
  readonly ageSeconds: number;
}

/**
 * Whether a stale value may replace this failure. It may not if the credentials may have been revoked, if the outcome
 * of a change is unknown, or if the provider has unreadable calls, which a stale value may lack.
 */
export function isOutage(error: unknown): error is UpstreamError {
  if (!(error instanceof UpstreamError) || error instanceof UnreadableCallsError) return false;
  return !isRefusal(error) && error.code !== 'OUTCOME_UNKNOWN';
}

/** Whether the provider rejects the credentials. Values that were read with them must no longer be returned. */
export function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_UNAUTHORIZED';
}
