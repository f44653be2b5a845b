import type { FailureReason } from '../upstream/failure-reason.js';
import type { Provider, UpstreamErrorCode } from '../upstream/upstream-error.js';

/** A completed attempt of a request to a provider. Contains no address, id of a record or credential. */
export interface UpstreamAttempt {
  readonly provider: Provider;
  /** The workspace that it is sent for; null for a token that several workspaces share. */
  readonly workspace: string | null;
  /** The resource's name, such as `callHistory`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The provider's host name, without a port. */
  readonly host: string;
  /** OK: 2xx. REFUSED: a 4xx that the provider's module handles. */
  readonly outcome: 'OK' | 'REFUSED' | 'INTERNAL' | UpstreamErrorCode;
  /** null if no response arrived. */
  readonly status: number | null;
  /** Why there was no connection; null if there was one. */
  readonly reason: FailureReason | null;
  /** By `performance.now()`. */
  readonly started: number;
  readonly ms: number;
  /** Whether it is the retry after a transient failure. */
  readonly retried: boolean;
  /** Whether it is the retry after a rate limit rejected the request. */
  readonly afterLimit: boolean;
  /** Whether it fills the archive, so that nobody waits for it. */
  readonly inBackground: boolean;
}

/** An upstream request or a cache lookup that an operation used. */
export type UpstreamUse = RequestUse | KeptUse;

export interface RequestUse {
  readonly kind: 'REQUEST';
  /** The same object for every operation that waited for it. */
  readonly attempt: UpstreamAttempt;
  /** Whether another operation sent the request and this one joined it. */
  readonly coalesced: boolean;
}

export interface KeptUse {
  readonly kind: 'KEPT';
  readonly provider: Provider;
  readonly workspace: string;
  readonly route: string;
  /** MISS: no fresh value is cached, so that a request is sent. STALE: a stale value was used in an outage. */
  readonly result: 'HIT' | 'MISS' | 'STALE';
}
