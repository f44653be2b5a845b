import type { FastifyRequest } from 'fastify';
import type { UpstreamUse } from '../../domain/operation/upstream-use.js';
import type { WatchLoad } from '../../graph/loading/loader.js';
import type { AnsweredOperation } from '../../operations/operation-outcomes.js';

/** Traces requests to the graph. Traces contain no document, no variable and no URL. */
export interface Traces {
  /** Begins the trace of a request to this route, or continues the one of its `traceparent`. */
  begin(request: Pick<FastifyRequest, 'method' | 'headers'>, route: string): RequestTrace;
  /** Sends the remaining spans, for at most half a second. */
  close(): Promise<void>;
}

export interface RequestTrace {
  /** The W3C trace id in hexadecimal: the caller's, or a new one. */
  readonly traceId: string;
  /** Begins the span of its operation. */
  execute(): OperationTrace;
  /**
   * Ends the trace. `status` is null if the client disconnected, `operation` is null if the request had none.
   */
  end(status: number | null, operation: AnsweredOperation | null): void;
}

export interface OperationTrace {
  /** Called with each upstream request and cache lookup as it ends. */
  readonly used: (use: UpstreamUse) => void;
  readonly loading: WatchLoad;
}
