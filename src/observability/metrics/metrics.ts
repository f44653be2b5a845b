import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { VERSION } from '../../config/package-version.js';
import { createArchiveMetrics } from './archive-metrics.js';
import { createOperationMetrics } from './operation-metrics.js';
import { createUpstreamMetrics } from './upstream-metrics.js';

/** The metrics of one server. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Creates the metrics in a new registry, which includes those of the process: event-loop lag, heap, CPU. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'switchboard_build_info',
    help: 'Always 1; its labels are the versions of Switchboard and Node.js.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version: VERSION, node: process.versions.node }, 1);
  let countSubscriptions = () => 0;
  const operations = createOperationMetrics(registry);
  const upstream = createUpstreamMetrics(registry);
  new Gauge({
    name: 'switchboard_subscriptions_open',
    help: 'Open subscriptions over event streams and WebSockets.',
    registers,
    collect() {
      this.set(countSubscriptions());
    },
  });
  return {
    registry,
    operations,
    upstream,
    archive: createArchiveMetrics(registry),
    /** Calls `count` at each scrape; reports 0 open subscriptions until then. */
    observeSubscriptions(count: () => number): void {
      countSubscriptions = count;
    },
  };
}
