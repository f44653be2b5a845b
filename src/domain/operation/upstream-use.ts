import type { FailureReason } from '../upstream/failure-reason.js';
import type { Provider, UpstreamErrorCode } from '../upstream/upstream-error.js';

/** One attempt of a request to a provider, when it is over. Holds no address, id or credential. */
export interface UpstreamAttempt {
  readonly provider: Provider;
  /** The resource's name, such as `callHistory`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The provider's host name, without a port. */
  readonly host: string;
  /** OK: 2xx; REFUSED: a 4xx that the provider's own code judges. */
  readonly outcome: 'OK' | 'REFUSED' | 'INTERNAL' | UpstreamErrorCode;
  /** null where none arrived. */
  readonly status: number | null;
  /** Why there was no connection; null if there was one. */
  readonly reason: FailureReason | null;
  /** By `performance.now()`. */
  readonly started: number;
  readonly ms: number;
  /** Whether the first attempt had failed in passing. */
  readonly retried: boolean;
  /** Whether a rate limit had refused the request, so that it was sent again. */
  readonly afterLimit: boolean;
}

/** What an operation was given by a provider, or in its place. */
export type UpstreamUse = RequestUse | KeptUse;

export interface RequestUse {
  readonly kind: 'REQUEST';
  /** The same object for everyone who waited for it. */
  readonly attempt: UpstreamAttempt;
  /** Whether another operation caused it, and this one joined. */
  readonly coalesced: boolean;
}

export interface KeptUse {
  readonly kind: 'KEPT';
  readonly provider: Provider;
  readonly route: string;
  /** MISS: nothing fresh is kept, so that the provider is asked. STALE: given in an outage. */
  readonly result: 'HIT' | 'MISS' | 'STALE';
}

const listeners = new WeakMap<AbortSignal, (use: UpstreamUse) => void>();

/** Lets `listen` hear of everything that the operation or flight of this signal is given. */
export function onUpstreamUse(signal: AbortSignal, listen: (use: UpstreamUse) => void): void {
  listeners.set(signal, listen);
}

export function reportUpstreamUse(signal: AbortSignal, use: UpstreamUse): void {
  listeners.get(signal)?.(use);
}
