import type { Environment } from './environment/environment.js';

export const SAMPLERS = ['always_on', 'always_off', 'traceidratio'] as const;

/** How traces are exported, by OpenTelemetry's variables. */
export interface TracingSettings {
  /** The address that takes spans as OTLP, in protobuf over HTTP. */
  readonly url: string;
  readonly serviceName: string;
  readonly sampler: (typeof SAMPLERS)[number];
  /** Whether the sampler decides only if the caller has no trace. */
  readonly parentBased: boolean;
  /** From 0 to 1, of `traceidratio`. */
  readonly ratio: number;
}

const PARENT_BASED = 'parentbased_';

/**
 * The tracing that `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` or `OTEL_EXPORTER_OTLP_ENDPOINT` ask for; null without either,
 * and with `OTEL_SDK_DISABLED`. Headers, compression, certificates and times are read by the exporter itself. As the
 * specification asks for, what can't be read is as if it weren't there.
 */
export function tracingSettings(environment: Environment): TracingSettings | null {
  const url = endpointOf(environment);
  if (url === null || environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return null;
  const given = environment.OTEL_TRACES_SAMPLER ?? '';
  const name = given.replace(PARENT_BASED, '');
  const sampler = SAMPLERS.find((known) => known === name);
  const ratio = Number(environment.OTEL_TRACES_SAMPLER_ARG || '1');
  return {
    url,
    serviceName: environment.OTEL_SERVICE_NAME || 'switchboard',
    sampler: sampler ?? 'always_on',
    parentBased: sampler === undefined || given.startsWith(PARENT_BASED),
    ratio: ratio >= 0 && ratio <= 1 ? ratio : 1,
  };
}

function endpointOf(environment: Environment): string | null {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: base } = environment;
  const url = own || (base ? `${base.replace(/\/$/, '')}/v1/traces` : '');
  return /^https?:/.test(url) && URL.canParse(url) ? url : null;
}
