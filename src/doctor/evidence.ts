import type { Provider, UpstreamError } from '../domain/upstream/upstream-error.js';
import type { Probe } from '../providers/provider.js';
import type { Anomaly } from './noted-anomalies.js';

/** The data read from one workspace's providers. */
export interface Evidence {
  /** One per configured provider. */
  readonly readings: readonly Reading[];
  readonly anomalies: readonly Anomaly[];
}

/** A provider's data or error, and metadata of its responses. */
export interface Reading {
  readonly provider: Provider;
  readonly result: { readonly value: Probe } | { readonly error: UpstreamError };
  /** Of responses that could be read, or whose status refused the request. */
  readonly heads: readonly AnswerHead[];
  /** Whether any response arrived, even an unusable one. */
  readonly isAnswered: boolean;
  /** The host and port of the proxy; null without one. */
  readonly proxy: string | null;
  /** Whether the provider's address is https:. */
  readonly isEncrypted: boolean;
  /** Whole days until its certificate expires, the lowest of several; null if none was seen. */
  readonly certificateDays: number | null;
  /** Requests that its rate limit refused, even if they succeeded later. */
  readonly refusedByLimit: number;
}

/** Information from a response's headers. */
export interface AnswerHead {
  /** Milliseconds by which the provider's clock is ahead of ours, to about a second; null if unknown. */
  readonly clockAhead: number | null;
  /** Allowed and remaining requests; null if unknown. */
  readonly quota: { readonly limit: number; readonly remaining: number } | null;
}

/** The first defined result of `pick`, with its provider; undefined if there is none. */
export function given<T>(
  { readings }: Evidence,
  pick: (probe: Probe) => T | undefined,
): { readonly provider: Provider; readonly value: T } | undefined {
  for (const { provider, result } of readings) {
    const value = 'value' in result ? pick(result.value) : undefined;
    if (value !== undefined) return { provider, value };
  }
  return undefined;
}
