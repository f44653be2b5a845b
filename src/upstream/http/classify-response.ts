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

/** What an AttemptError is made of, apart from the provider. */
export type Failure = readonly [UpstreamErrorCode, message: string, AttemptConsequences];

/** Of a body beyond its limit. */
export const TOO_LARGE: Failure = [
  'UPSTREAM_BAD_RESPONSE',
  'The provider answered with too large a body.',
  { mayHaveActed: true },
];

/** Of a 2xx. */
export const NO_JSON: Failure = [
  'UPSTREAM_BAD_RESPONSE',
  'The provider answered with something else than JSON: is the configured address that of its API?',
  { mayHaveActed: true },
];

/** Why the body isn't worth reading: 3xx, 429, 5xx, or a 2xx that can't hold JSON by its media type; else null. */
export function classifyHead({ status, headers }: Head): Failure | null {
  if (status === 429)
    return ['UPSTREAM_RATE_LIMITED', 'The provider limits the rate of requests.', { headers }];
  if (status >= 500) {
    const consequences = { transient: true, mayHaveActed: true, headers };
    return ['UPSTREAM_UNAVAILABLE', 'The provider failed to answer.', consequences];
  }
  if (status >= 300 && status < 400) {
    return ['UPSTREAM_BAD_RESPONSE', 'The provider answered with a redirect.', {}];
  }
  return status < 300 && !mayBeJson(headers) ? NO_JSON : null;
}

/** JSON's own media types (RFC 6839, 3.1), none at all, and those of text, by which PHP and proxies send JSON, too. */
const JSON_TYPES =
  /^((application|text)\/([\w.-]{1,40}\+)?json|text\/(html|plain|javascript)|application\/(x-)?javascript)$/i;

function mayBeJson({ 'content-type': type }: IncomingHttpHeaders): boolean {
  return type === undefined || JSON_TYPES.test(type.split(';', 1).join().trim());
}

/** What is known of a request when it fails. */
export interface Progress {
  /** Whether the head of a response has arrived. */
  readonly hasHead: boolean;
  /** Whether the provider may have got the request. */
  readonly connected: boolean;
  /** Whether the provider is reached through a proxy. */
  readonly throughProxy: boolean;
}

/** What an error of the connection, or of a stream, means. */
export function classifyFailure(error: unknown, { hasHead, connected, throughProxy }: Progress): Failure {
  if (hasHead) {
    const consequences = { transient: true, mayHaveActed: true };
    return ['UPSTREAM_BAD_RESPONSE', "The provider's answer broke off.", consequences];
  }
  // Node's HTTP parser: what arrived isn't HTTP, or its head is too large.
  if (error instanceof RequestError && error.code.startsWith('HPE_')) {
    const consequences = { mayHaveActed: true };
    return ['UPSTREAM_BAD_RESPONSE', 'The provider answered with something else than HTTP.', consequences];
  }
  return unreachable(reasonOf(error, throughProxy), connected);
}

/** Of a proxy that asks for other credentials itself, in place of the provider's answer. */
export const PROXY_UNAUTHORIZED: Failure = unreachable(proxyRefusal(407), false);

function unreachable(reason: FailureReason, mayHaveActed: boolean): Failure {
  const consequences = { transient: !isLasting(reason), mayHaveActed, reason };
  return ['UPSTREAM_UNAVAILABLE', unreachableText(reason), consequences];
}

function unreachableText(reason: FailureReason): string {
  if (reason === 'PROXY_AUTHENTICATION_REQUIRED') return 'The proxy refuses the connection.';
  if (reason === 'PROXY_REFUSED') return 'The proxy refuses a connection to the provider.';
  if (reason === 'PROXY_BAD_GATEWAY') return 'The proxy cannot reach the provider.';
  return reason.startsWith('PROXY_') ? 'The proxy cannot be reached.' : 'The provider cannot be reached.';
}

function reasonOf(error: unknown, throughProxy: boolean): FailureReason {
  if (!(error instanceof RequestError)) return 'OTHER';
  // Node's agent, if a proxy makes no tunnel (CONNECT).
  if (error.code === 'ERR_PROXY_TUNNEL') return proxyRefusal(statusOf(error.cause));
  const reason = failureReason(error.code);
  return throughProxy ? proxyReason(reason) : reason;
}

function statusOf(cause: unknown): number | null {
  const hasStatus = typeof cause === 'object' && cause !== null && 'statusCode' in cause;
  return hasStatus && typeof cause.statusCode === 'number' ? cause.statusCode : null;
}
