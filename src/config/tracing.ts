import type { Environment } from './environment/environment.js';

/** The samplers of `OTEL_TRACES_SAMPLER`; a prefix `parentbased_` sets `parentBased`. */
const SAMPLERS = ['always_on', 'always_off', 'traceidratio'] as const;

/** How traces are exported, by OpenTelemetry's variables. */
export type TracingSettings = NonNullable<ReturnType<typeof tracingSettings>>;

const PARENT_BASED = 'parentbased_';

/**
 * The tracing that `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` or `OTEL_EXPORTER_OTLP_ENDPOINT` configures; null without
 * either, and with `OTEL_SDK_DISABLED=true` or `OTEL_TRACES_EXPORTER=none`. The exporter itself reads headers,
 * compression, certificates and timeouts. An unreadable sampler is ignored, as the specification requires.
 */
export function tracingSettings(environment: Environment) {
  const url = addressIn(endpointOf(environment)?.url);
  if (url === null) return null;
  const given = environment.OTEL_TRACES_SAMPLER ?? '';
  const name = given.replace(PARENT_BASED, '');
  const sampler = SAMPLERS.find((known) => known === name);
  const ratio = Number(environment.OTEL_TRACES_SAMPLER_ARG || '1');
  return {
    /** The address that accepts spans as OTLP, in protobuf over HTTP. */
    url,
    serviceName: environment.OTEL_SERVICE_NAME || 'switchboard',
    sampler: sampler ?? 'always_on',
    /** Whether the sampler decides only if the caller has no trace. */
    parentBased: sampler === undefined || given.startsWith(PARENT_BASED),
    /** From 0 to 1, of `traceidratio`. */
    ratio: ratio >= 0 && ratio <= 1 ? ratio : 1,
  };
}

/** Why there is no tracing although a variable names a collector; null if there is tracing or none is wanted. */
export function tracingWarning(environment: Environment): string | null {
  const endpoint = endpointOf(environment);
  if (endpoint === null || addressIn(endpoint.url) !== null) return null;
  return `tracing is off: ${endpoint.variable} isn’t an http: or https: address such as http://collector:4318`;
}

/** The address for spans, as written, and the variable that sets it; null if spans aren't sent. */
function endpointOf(environment: Environment): { readonly variable: string; readonly url: string } | null {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: base } = environment;
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return null;
  if (environment.OTEL_TRACES_EXPORTER === 'none') return null;
  if (own) return { variable: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', url: own };
  if (!base) return null;
  const path = addressIn(base) === null ? '' : '/v1/traces';
  return { variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', url: `${base.replace(/\/$/, '')}${path}` };
}

function addressIn(url = ''): string | null {
  return /^https?:/.test(url) && URL.canParse(url) ? url : null;
}
