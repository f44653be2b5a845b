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
import type { Logger } from 'pino';
import type { TracingSettings } from '../../config/tracing.js';
import { startRequestTrace } from './request-trace.js';
import type { Traces } from './traces.js';

/** Milliseconds for sending the last spans when the server closes. */
const FAREWELL = 500;

/** Sends traces to the configured collector; logs how many spans it rejected. */
export function openTraces(settings: TracingSettings, logger: Logger): Traces {
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
    begin({ method, headers: { traceparent } }, route) {
      const parent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
      const context = parent
        ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
        : ROOT_CONTEXT;
      const attributes = { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_HTTP_ROUTE]: route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, context);
      return startRequestTrace(tracer, span);
    },
    async close() {
      // Rejected spans are logged.
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, sleep(FAREWELL, undefined, { ref: false })]);
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
