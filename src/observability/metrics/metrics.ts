import { collectDefaultMetrics, Registry } from 'prom-client';
import { createOperationMetrics, type OperationMetrics } from './operation-metrics.js';
import { createUpstreamMetrics, type UpstreamMetrics } from './upstream-metrics.js';

/** What one server counts and measures. */
export interface Metrics {
  /** The process's own too: event-loop lag, heap, CPU. */
  readonly registry: Registry;
  readonly operations: OperationMetrics;
  readonly upstream: UpstreamMetrics;
}

/** In a registry of its own, where all counts begin at nothing. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    operations: createOperationMetrics(registry),
    upstream: createUpstreamMetrics(registry),
  };
}
