import { Gauge, type Registry } from 'prom-client';

/** The number of open subscriptions. */
export interface SubscriptionMetrics {
  /** Calls `count` at each scrape. */
  observe(count: () => number): void;
}

/** Reports 0 until `observe` is called. */
export function createSubscriptionMetrics(registry: Registry): SubscriptionMetrics {
  let countOpen = () => 0;
  new Gauge({
    name: 'switchboard_subscriptions_open',
    help: 'Open subscriptions over event streams and WebSockets.',
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
