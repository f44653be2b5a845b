import type { IncomingHttpHeaders } from 'node:http';
import { RequestError } from 'got';
import {
  type FailureReason,
  failureReason,
  isLasting,
  proxyReason,
  proxyRefusal,
} from '../../domain/upstream/failure-reason.js';
import type { UpstreamErrorCode } from '../../domain/upstream/upstream-error.js';
import type { AttemptConsequences } from './attempt-error.js';

/** The head of a response. */
export interface Head {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** The arguments of an AttemptError after the provider. */
export type Failure = readonly [UpstreamErrorCode, message: string, AttemptConsequences];

function unusable(message: string, consequences: AttemptConsequences = { mayHaveActed: true }): Failure {
  return ['UPSTREAM_BAD_RESPONSE', message, consequences];
}

/** The failure for a body that exceeds its limit. */
export const TOO_LARGE = unusable('The provider’s response is too large.');
/** The failure for a 2xx response that isn't JSON. */
export const NO_JSON = unusable(
  'The provider did not answer with JSON; check that the configured address is that of its API.',
);
/** The failure for a response that a cache between here and the provider has kept for too long. */
const OLD = unusable('A cache between Switchboard and the provider answered with an old response.');
/** The failure for a status that no request asks for. */
export const UNEXPECTED = unusable('The provider answered with an unexpected status.');
/** Maximum seconds since the provider sent a response. */
const MAX_AGE = 60;

/**
 * The failure that a head shows: 3xx, 429, 5xx, an old response, or a 2xx with a media type other than JSON; null if
 * the body must be read.
 */
export function classifyHead({ status, headers }: Head): Failure | null {
  if (status === 429) return ['UPSTREAM_RATE_LIMITED', 'The provider’s rate limit is exceeded.', { headers }];
  if (status >= 500) {
    const consequences = { transient: true, mayHaveActed: true, headers };
    return ['UPSTREAM_UNAVAILABLE', 'The provider answered with a server error.', consequences];
  }
  if (status === 304) return UNEXPECTED;
  if (status >= 300 && status < 400) {
    // The other redirects ask for the same request at another address (RFC 9110, 15.4).
    const mayHaveActed = status === 302 || status === 303;
    return unusable('The provider answered with a redirect.', { mayHaveActed });
  }
  if (/^\d+$/.test(headers.age ?? '') && Number(headers.age) > MAX_AGE) return OLD;
  return status < 300 && !mayBeJson(headers) ? NO_JSON : null;
}

/** JSON's media types (RFC 6839, 3.1), and text types, with which PHP and proxies also send JSON. */
const JSON_TYPES =
  /^((application|text)\/([\w.-]{1,40}\+)?json|text\/(html|plain|javascript)|application\/(x-)?javascript)$/i;

function mayBeJson({ 'content-type': type }: IncomingHttpHeaders): boolean {
  return type === undefined || JSON_TYPES.test(type.split(';', 1).join().trim());
}

/** How far a request had got when it failed. */
export interface Progress {
  /** Whether the head of a response has arrived. */
  readonly hasHead: boolean;
  /** Whether the provider may have received the request. */
  readonly connected: boolean;
  /** Whether the provider is reached through a proxy. */
  readonly throughProxy: boolean;
}

/** The failure for an error of the connection or a stream. */
export function classifyFailure(error: unknown, { hasHead, connected, throughProxy }: Progress): Failure {
  if (hasHead)
    return unusable('The provider’s response was cut off.', { transient: true, mayHaveActed: true });
  // From Node's HTTP parser: the response isn't HTTP, or its head is too large.
  if (error instanceof RequestError && error.code.startsWith('HPE_')) {
    return unusable('The provider’s response is not valid HTTP.');
  }
  return unreachable(reasonOf(error, throughProxy), connected);
}

/** The failure if the provider closed an idle connection over which the request was sent. */
export const CLOSED_WHILE_IDLE: Failure = [
  'UPSTREAM_UNAVAILABLE',
  'The provider closed the connection without an answer.',
  { transient: true, mayHaveActed: true, idleClosed: true, reason: 'ECONNRESET' },
];

/** The failure for a 407 by which the proxy itself rejects its credentials. */
export const PROXY_UNAUTHORIZED: Failure = unreachable(proxyRefusal(407), false);

function unreachable(reason: FailureReason, mayHaveActed: boolean): Failure {
  const consequences = { transient: !isLasting(reason), mayHaveActed, reason };
  return ['UPSTREAM_UNAVAILABLE', unreachableText(reason), consequences];
}

function unreachableText(reason: FailureReason): string {
  if (reason === 'PROXY_AUTHENTICATION_REQUIRED') return 'The proxy rejects the connection.';
  if (reason === 'PROXY_REFUSED') return 'The proxy rejects the connection to the provider.';
  if (reason === 'PROXY_BAD_GATEWAY') return 'The proxy cannot reach the provider.';
  return reason.startsWith('PROXY_') ? 'The proxy cannot be reached.' : 'The provider cannot be reached.';
}

function reasonOf(error: unknown, throughProxy: boolean): FailureReason {
  if (!(error instanceof RequestError)) return 'OTHER';
  // From Node's agent: the proxy rejected the tunnel (CONNECT).
  if (error.code === 'ERR_PROXY_TUNNEL') return proxyRefusal(statusOf(error.cause));
  const reason = failureReason(error.code);
  return throughProxy ? proxyReason(reason) : reason;
}

function statusOf(cause: unknown): number | null {
  const hasStatus = typeof cause === 'object' && cause !== null && 'statusCode' in cause;
  return hasStatus && typeof cause.statusCode === 'number' ? cause.statusCode : null;
}
