import type { Provider, UpstreamError } from '../domain/upstream/upstream-error.js';
import type { Probe } from '../providers/provider.js';
import type { Anomaly } from './noted-anomalies.js';

/** What a provider of one workspace gave, or why it gave nothing, and what its answers said on the way. */
export interface Reading {
  readonly provider: Provider;
  /** Empty if it failed. */
  readonly probe: Probe;
  /** Why it gave nothing; null if it didn't fail. */
  readonly error: UpstreamError | null;
  readonly anomalies: readonly Anomaly[];
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
