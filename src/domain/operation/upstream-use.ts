import type { FailureReason } from '../upstream/failure-reason.js';
import type { Provider, UpstreamErrorCode } from '../upstream/upstream-error.js';

/** A completed attempt of a request to a provider. Contains no address, id of a record or credential. */
export interface UpstreamAttempt {
  readonly provider: Provider;
  /** The workspace that it is sent for; null if it requests a token that several workspaces share. */
  readonly workspace: string | null;
  /** The resource's name, such as `callHistory`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The provider's host name, without a port. */
  readonly host: string;
  /** OK: 2xx. REFUSED: a 4xx that the provider's module handles, or a 2xx that rejects the credentials. */
  readonly outcome: 'OK' | 'REFUSED' | 'INTERNAL' | UpstreamErrorCode;
  /** null if no response arrived. */
  readonly status: number | null;
  /** Why the connection failed; null if it didn't. */
  readonly reason: FailureReason | null;
  /** The start, in milliseconds of `performance.now()`. */
  readonly started: number;
  readonly ms: number;
  /** Whether it is the retry after a transient failure. */
  readonly retried: boolean;
  /** Whether it is the retry after a rate limit rejected the request. */
  readonly afterLimit: boolean;
  /** Whether it fills the archive; no caller waits for it then. */
  readonly inBackground: boolean;
}

/** An upstream request or a cache lookup that an operation used. */
export type UpstreamUse = RequestUse | CacheRead;

export interface RequestUse {
  readonly kind: 'REQUEST';
  /** The same object for every operation that waited for it. */
  readonly attempt: UpstreamAttempt;
  /** Whether another operation sent the request and this one joined it. */
  readonly coalesced: boolean;
}

/** A lookup in a cache, in the process or in Redis. */
export interface CacheRead {
  readonly kind: 'CACHE_READ';
  readonly provider: Provider;
  readonly workspace: string;
  readonly route: string;
  /** MISS: no fresh value is cached, so a request is sent. STALE: a stale value was used in an outage. */
  readonly result: 'HIT' | 'MISS' | 'STALE';
}
