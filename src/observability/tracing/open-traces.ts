import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { ExportResultCode, parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_ROUTE,
  ATTR_SERVICE_NAME,
} from '@opentelemetry/semantic-conventions';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { TracingSettings } from '../../config/tracing.js';
import { startRequestTrace } from './request-trace.js';

/** Milliseconds for sending the last spans when the server closes. */
const FLUSH_TIMEOUT = 500;

export type Traces = ReturnType<typeof openTraces>;

/**
 * Sends traces of requests to the graph to the configured collector; logs how many spans it rejected. Traces contain no
 * document, no variable and no URL.
 */
export function openTraces(settings: TracingSettings, logger: Logger) {
  const exporter = watched(new OTLPTraceExporter({ url: settings.url }), logger);
  const provider = new TracerProvider({
    sampler: samplerOf(settings),
    resource: detectResources({ detectors: [resourceAttributesEnvDetector] }).merge(
      resourceFromAttributes({ [ATTR_SERVICE_NAME]: settings.serviceName }),
    ),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('switchboard');

  return {
    /** Begins the trace of a request to this route, or continues the one of its `traceparent`. */
    begin({ method, headers: { traceparent } }: Pick<FastifyRequest, 'method' | 'headers'>, route: string) {
      const parent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
      const context = parent
        ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
        : ROOT_CONTEXT;
      const attributes = { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_HTTP_ROUTE]: route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, context);
      return startRequestTrace(tracer, span);
    },
    /** Sends the remaining spans, for at most half a second. */
    async close(): Promise<void> {
      // Rejected spans are logged.
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, sleep(FLUSH_TIMEOUT, undefined, { ref: false })]);
    },
  };
}

function samplerOf({ sampler, ratio, parentBased }: TracingSettings): Sampler {
  const root = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  }[sampler]();
  return parentBased ? new ParentBasedSampler({ root }) : root;
}

function watched(exporter: SpanExporter, logger: Logger): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) logger.warn({ spans: spans.length }, 'traces dropped');
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
