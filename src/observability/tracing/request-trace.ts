import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
} from '@opentelemetry/semantic-conventions';
import {
  ATTR_GRAPHQL_OPERATION_NAME,
  ATTR_GRAPHQL_OPERATION_TYPE,
  ATTR_URL_TEMPLATE,
} from '@opentelemetry/semantic-conventions/incubating';
import type { UpstreamAttempt, UpstreamUse } from '../../domain/operation/upstream-use.js';
import type { WatchLoad } from '../../graph/loading/loader.js';
import type { OperationOutcome } from '../../operations/operation-outcomes.js';

export type RequestTrace = ReturnType<typeof startRequestTrace>;

/** The trace of a request whose span has begun. Adds a span for its operation if one is executed. */
export function startRequestTrace(tracer: Tracer, request: Span) {
  let operation: Span | null = null;
  return {
    /** The W3C trace id in hexadecimal: the caller's, or a new one. */
    traceId: request.spanContext().traceId,
    /** Begins the span of its operation. Returns observers of the operation's upstream requests and loads. */
    execute() {
      operation = tracer.startSpan('operation', {}, trace.setSpan(ROOT_CONTEXT, request));
      const context = trace.setSpan(ROOT_CONTEXT, operation);
      return { used: createRequestTracer(tracer, context), loading: createLoadTracer(tracer, context) };
    },
    /** Ends the trace. `status` is null if the client disconnected, `finished` is null if the request had no operation. */
    end(status: number | null, finished: OperationOutcome | null): void {
      if (finished !== null) {
        const { operationName, operationType, outcome, fromMemory } = finished;
        request.setAttribute('switchboard.from_memory', fromMemory);
        operation?.updateName(`${operationType} ${operationName ?? ''}`.trim());
        for (const span of [request, operation]) {
          span?.setAttribute(ATTR_GRAPHQL_OPERATION_TYPE, operationType);
          if (operationName !== null) span?.setAttribute(ATTR_GRAPHQL_OPERATION_NAME, operationName);
        }
        operation?.setAttribute('switchboard.outcome', outcome);
        if (outcome === 'FAILED') operation?.setStatus({ code: SpanStatusCode.ERROR });
      }
      if (status !== null) request.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
      if (status === null || status >= 500) request.setStatus({ code: SpanStatusCode.ERROR });
      operation?.end();
      request.end();
    },
  };
}

/** The spans of upstream requests, for links from operations that join them. */
const spans = new WeakMap<UpstreamAttempt, SpanContext>();

/**
 * Creates a span in this context for each request to a provider, when it has ended. If the operation joined
 * the request of another one, its span links to the other operation's span, which is created first.
 */
function createRequestTracer(tracer: Tracer, context: Context): (use: UpstreamUse) => void {
  return (use) => {
    if (use.kind === 'CACHE_READ') return;
    const { attempt, coalesced } = use;
    const { provider, route, method, host, status, outcome, started, ms, retried, afterLimit } = attempt;
    const joined = coalesced ? spans.get(attempt) : undefined;
    const startTime = performance.timeOrigin + started;
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_SERVER_ADDRESS]: host,
      [ATTR_URL_TEMPLATE]: route,
      ...(status !== null && { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
      ...(outcome !== 'OK' && { [ATTR_ERROR_TYPE]: outcome }),
      ...((retried || afterLimit) && { [ATTR_HTTP_REQUEST_RESEND_COUNT]: 1 }),
      'switchboard.provider': provider,
      'switchboard.coalesced': coalesced,
    };
    const links = joined === undefined ? [] : [{ context: joined }];
    const span = tracer.startSpan(
      `${method} ${provider} ${route}`,
      { kind: SpanKind.CLIENT, startTime, attributes, links },
      context,
    );
    if (outcome !== 'OK') span.setStatus({ code: SpanStatusCode.ERROR });
    if (!coalesced) spans.set(attempt, span.spanContext());
    span.end(startTime + ms);
  };
}

interface OpenLoads {
  readonly started: number;
  keys: number;
  pending: number;
}

/** Creates one span in this context for all concurrent loads of a loader, with the total number of keys. */
function createLoadTracer(tracer: Tracer, context: Context): WatchLoad {
  const open = new Map<string, OpenLoads>();

  function end(loader: string, loads: OpenLoads): void {
    loads.pending -= 1;
    if (loads.pending > 0) return;
    open.delete(loader);
    const attributes = { 'switchboard.loader.keys': loads.keys };
    const startTime = performance.timeOrigin + loads.started;
    tracer
      .startSpan(`load ${loader}`, { startTime, attributes }, context)
      .end(performance.timeOrigin + performance.now());
  }

  return (loader, keys, loading) => {
    const loads = open.get(loader) ?? { started: performance.now(), keys: 0, pending: 0 };
    open.set(loader, loads);
    loads.keys += keys;
    loads.pending += 1;
    const ended = () => end(loader, loads);
    loading.then(ended, ended);
  };
}
