import type { IncomingHttpHeaders } from 'node:http';

/** One request to a provider. */
export interface HttpRequest {
  /** The resource's name in the log, such as `callHistory`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Sent exactly as it stands: nothing is encoded anew. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON text. */
  readonly json?: string;
  /** Sent form-urlencoded. */
  readonly form?: Readonly<Record<string, string>>;
  /** Gives the request up: the operation's deadline, or a caller who has gone. */
  readonly signal: AbortSignal;
  /** Whether a response that isn't a 429 reports that a rate limit is exceeded. */
  readonly isRateLimit?: (response: HttpResponse) => boolean;
  /** Whether a response reports a failure in passing, such as a 5xx is. */
  readonly isFailure?: (response: HttpResponse) => boolean;
}

export interface HttpResponse {
  /** 2xx, or a 4xx other than 429. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decoded JSON; undefined if the body of a 4xx isn't JSON, or a PUT was acknowledged without a body. */
  readonly body: unknown;
  /** Whether there is no body at all. */
  readonly isEmpty: boolean;
}
