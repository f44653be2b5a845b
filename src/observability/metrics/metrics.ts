import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { VERSION } from '../../config/package-version.js';
import { createOperationMetrics, type OperationMetrics } from './operation-metrics.js';
import { createSubscriptionMetrics, type SubscriptionMetrics } from './subscription-metrics.js';
import { createUpstreamMetrics, type UpstreamMetrics } from './upstream-metrics.js';

/** What one server counts and measures. */
export interface Metrics {
  /** The process's own too: event-loop lag, heap, CPU. */
  readonly registry: Registry;
  readonly operations: OperationMetrics;
  readonly upstream: UpstreamMetrics;
  readonly subscriptions: SubscriptionMetrics;
}

/** Creates the metrics in a registry of their own, in which every count is zero. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'switchboard_build_info',
    help: 'Always 1. Its labels are the versions of Switchboard and of Node.',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version: VERSION, node: process.versions.node }, 1);
  return {
    registry,
    operations: createOperationMetrics(registry),
    upstream: createUpstreamMetrics(registry),
    subscriptions: createSubscriptionMetrics(registry),
  };
}
