import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { VERSION } from '../../config/package-version.js';
import { createArchiveMetrics, type ArchiveMetrics } from './archive-metrics.js';
import { createOperationMetrics, type OperationMetrics } from './operation-metrics.js';
import { createSubscriptionMetrics, type SubscriptionMetrics } from './subscription-metrics.js';
import { createUpstreamMetrics, type UpstreamMetrics } from './upstream-metrics.js';

/** The metrics of one server. */
export interface Metrics {
  /** Includes metrics of the process: event-loop lag, heap, CPU. */
  readonly registry: Registry;
  readonly operations: OperationMetrics;
  readonly upstream: UpstreamMetrics;
  readonly subscriptions: SubscriptionMetrics;
  readonly archive: ArchiveMetrics;
}

/** Creates the metrics in a new registry. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'switchboard_build_info',
    help: 'Always 1; its labels are the versions of Switchboard and Node.js.',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version: VERSION, node: process.versions.node }, 1);
  return {
    registry,
    operations: createOperationMetrics(registry),
    upstream: createUpstreamMetrics(registry),
    subscriptions: createSubscriptionMetrics(registry),
    archive: createArchiveMetrics(registry),
  };
}
