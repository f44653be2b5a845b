import type { Call } from '../domain/call.js';
import type { Client } from '../domain/client.js';
import type { Extension } from '../domain/extension.js';
import { PROVIDERS, type Provider, type UpstreamError } from '../domain/upstream/upstream-error.js';
import type { Anomaly } from './noted-anomalies.js';

/** What was read of one workspace, each provider once; null if it isn't configured. */
export interface Evidence {
  readonly voicenter: Reading<readonly Extension[]> | null;
  /** The client is null if RingMe knows none. */
  readonly ringme: Reading<Client | null> | null;
  readonly ccrm: Reading<LastCalls> | null;
  readonly anomalies: readonly Anomaly[];
}

/** What a provider gave, or why it gave nothing, and what its answers said on the way. */
export interface Reading<T> {
  readonly provider: Provider;
  readonly result: { readonly value: T } | { readonly error: UpstreamError };
  readonly heads: readonly AnswerHead[];
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

/** The last days of the call history, at most a page. */
export interface LastCalls {
  readonly calls: readonly Call[];
  /** ISO 3166 alpha-2, as it is configured; null if it isn't. */
  readonly country: string | null;
  /** IANA name, as it is configured. */
  readonly timezone: string;
  /** The local date of one call, and what a note on it says of the same moment; null if no note tells. */
  readonly twoDates: { readonly history: string; readonly note: string } | null;
}

/** Every reading of the workspace's providers. */
export function readingsOf(evidence: Evidence): readonly Reading<unknown>[] {
  return PROVIDERS.map((provider) => evidence[provider]).filter((reading) => reading !== null);
}

/** What a provider gave; undefined if it isn't configured or gave nothing. */
export function valueOf<T>(reading: Reading<T> | null): T | undefined {
  return reading !== null && 'value' in reading.result ? reading.result.value : undefined;
}
