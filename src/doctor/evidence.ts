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
  /** Of the answers that could be read, or whose status refused the request. */
  readonly heads: readonly AnswerHead[];
  /** Whether any answer arrived, even if it couldn't be used. */
  readonly isAnswered: boolean;
  /** The host and port of the proxy before the provider; null without one. */
  readonly proxy: string | null;
  /** Whether the provider's address is https:. */
  readonly isEncrypted: boolean;
  /** Whole days for which its certificate is still valid, the shortest of several; null if none was seen. */
  readonly certificateDays: number | null;
  /** Requests that its rate limit refused, even if they were answered later. */
  readonly refusedByLimit: number;
}

/** What an answer's headers say beside its body. */
export interface AnswerHead {
  /** Milliseconds by which the provider's clock is ahead of ours, to about a second; null if it isn't told. */
  readonly clockAhead: number | null;
  /** Requests that are allowed and left; null if they aren't told. */
  readonly quota: { readonly limit: number; readonly remaining: number } | null;
}
