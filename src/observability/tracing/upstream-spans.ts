import { SpanKind, SpanStatusCode, type Context, type SpanContext, type Tracer } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
} from '@opentelemetry/semantic-conventions';
import { ATTR_URL_TEMPLATE } from '@opentelemetry/semantic-conventions/incubating';
import type { UpstreamAttempt, UpstreamUse } from '../../domain/operation/upstream-use.js';

/** The spans of upstream requests, for links from operations that join them. */
const spans = new WeakMap<UpstreamAttempt, SpanContext>();

/**
 * Creates a span in this context for each request to a provider, when it has ended. If the operation joined
 * the request of another one, its span links to the other operation's span, which is created first.
 */
export function createRequestTracer(tracer: Tracer, context: Context): (use: UpstreamUse) => void {
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
