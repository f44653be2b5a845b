import type { IncomingHttpHeaders } from 'node:http';
import type { FailureReason } from '../../domain/upstream/failure-reason.js';
import {
  type Provider,
  UpstreamError,
  type UpstreamErrorCode,
} from '../../domain/upstream/upstream-error.js';

/** The consequences of a failed attempt; each is absent by default. */
export interface AttemptConsequences {
  /** Whether a retry may succeed. */
  readonly transient?: boolean;
  /** Whether the provider may have acted on the request. */
  readonly mayHaveActed?: boolean;
  /** The headers of a 429 or 5xx response. */
  readonly headers?: IncomingHttpHeaders;
  /** Whether the request was sent over an idle connection that the provider had already closed. */
  readonly idleClosed?: boolean;
  /** Whether nothing arrived in time over a connection that had served other requests. */
  readonly idleSilent?: boolean;
  /** Why there was no connection. */
  readonly reason?: FailureReason;
}

/** The failure of one attempt of a request. */
export class AttemptError extends UpstreamError {
  constructor(
    provider: Provider,
    code: UpstreamErrorCode,
    message: string,
    readonly consequences: AttemptConsequences = {},
  ) {
    super(provider, code, message, consequences.reason);
  }

  get headers(): IncomingHttpHeaders {
    return this.consequences.headers ?? {};
  }
}

/** The UPSTREAM_TIMEOUT for a caller whose signal aborted. */
export function givenUp(provider: Provider, mayHaveActed = false): AttemptError {
  const message = 'The request was cancelled before the provider answered.';
  return new AttemptError(provider, 'UPSTREAM_TIMEOUT', message, { mayHaveActed });
}
