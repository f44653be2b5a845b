import type { IncomingHttpHeaders } from 'node:http';
import type { UpstreamUse } from '../../domain/operation/upstream-use.js';
import type { WatchLoad } from '../../graph/loading/loader.js';
import type { AnsweredOperation } from '../../operations/operation-outcomes.js';

/** Where requests to the graph are traced. Holds no text of a document, no value of a variable and no address. */
export interface Traces {
  /** Begins the trace of a request, or goes on with the one that its `traceparent` names. */
  begin(request: TracedRequest): RequestTrace;
  /** Sends what wasn't sent yet, within half a second. */
  close(): Promise<void>;
}

export interface TracedRequest {
  readonly method: string;
  readonly route: string;
  readonly headers: IncomingHttpHeaders;
}

export interface RequestTrace {
  /** The W3C trace id in hexadecimal: the caller's, or a new one. */
  readonly traceId: string;
  /** Begins the execution of its operation. */
  execute(): OperationTrace;
  /** Ends it; `status` is null if the caller went away, `operation` if it had none. */
  end(status: number | null, operation: AnsweredOperation | null): void;
}

export interface OperationTrace {
  /** Is told of what a provider gave, at once. */
  readonly used: (use: UpstreamUse) => void;
  readonly loading: WatchLoad;
}
