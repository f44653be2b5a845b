import { Gauge, type Registry } from 'prom-client';

/** Reports the subscriptions that are open. */
export interface SubscriptionMetrics {
  /** Calls `count` whenever the metrics are read. */
  observe(count: () => number): void;
}

/** Reports 0 until there is something to observe. */
export function createSubscriptionMetrics(registry: Registry): SubscriptionMetrics {
  let countOpen = () => 0;
  new Gauge({
    name: 'switchboard_subscriptions_open',
    help: 'Subscriptions that are open, over event streams and WebSockets.',
    registers: [registry],
    collect() {
      this.set(countOpen());
    },
  });
  return {
    observe(count) {
      countOpen = count;
    },
  };
}
