import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { IncomingHttpHeaders } from 'node:http';

/** One request to a provider. */
export interface HttpRequest {
  /** The resource's name in the log, such as `callHistory`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Sent unchanged, without further encoding. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as JSON text. */
  readonly json?: string;
  /** The fields of a form-urlencoded body. */
  readonly form?: Readonly<Record<string, string>>;
  /** Its signal aborts the request. */
  readonly scope: OperationScope;
  /** Returns true if a response other than a 429 reports an exceeded rate limit. */
  readonly isRateLimit?: (response: HttpResponse) => boolean;
  /** Returns true if a 2xx response rejects the credentials; reported as a 4xx is. */
  readonly isRefusal?: (response: HttpResponse) => boolean;
  /** Returns true if a response reports a transient failure, as a 5xx does. */
  readonly isFailure?: (response: HttpResponse) => boolean;
}

/** A response that the provider's module must handle. */
export interface HttpResponse {
  /** A 2xx, or a 4xx other than 429. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined if the body of a 4xx isn't JSON, or a PUT was acknowledged without a body. */
  readonly body: unknown;
  /** Whether the body is empty. */
  readonly isEmpty: boolean;
}
