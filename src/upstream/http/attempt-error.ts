import type { IncomingHttpHeaders } from 'node:http';
import type { FailureReason } from '../../domain/upstream/failure-reason.js';
import {
  type Provider,
  UpstreamError,
  type UpstreamErrorCode,
} from '../../domain/upstream/upstream-error.js';

/** What follows from a failed attempt. */
export interface AttemptConsequences {
  /** The same request may well succeed a moment later. */
  readonly transient?: boolean;
  /** The provider may have acted on the request. */
  readonly mayHaveActed?: boolean;
  /** The headers of a refusal by a rate limit, or of a server's failure. */
  readonly headers?: IncomingHttpHeaders;
  /** The provider had closed an idle connection, and the request went out over it before we noticed. */
  readonly idleClosed?: boolean;
  /** Why there was no connection. */
  readonly reason?: FailureReason;
}

/** The failure of one attempt of a request. */
export class AttemptError extends UpstreamError {
  readonly transient: boolean;
  readonly mayHaveActed: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly idleClosed: boolean;

  constructor(
    provider: Provider,
    code: UpstreamErrorCode,
    message: string,
    consequences: AttemptConsequences = {},
  ) {
    super(provider, code, message, consequences.reason);
    this.transient = consequences.transient ?? false;
    this.mayHaveActed = consequences.mayHaveActed ?? false;
    this.headers = consequences.headers ?? {};
    this.idleClosed = consequences.idleClosed ?? false;
  }
}

/** What a caller gets whose signal aborted: UPSTREAM_TIMEOUT. */
export function givenUp(provider: Provider, mayHaveActed = false): AttemptError {
  const message = 'The request was given up before the provider answered.';
  return new AttemptError(provider, 'UPSTREAM_TIMEOUT', message, { mayHaveActed });
}
