import type { SubscriptionSettings } from '../config/settings.js';
import { Tally } from '../http/backpressure/tally.js';

/** Limits how many subscriptions, or connections, are open per caller and in total. */
export class SubscriptionQuota {
  readonly #open = new Tally();

  constructor(private readonly limits: Pick<SubscriptionSettings, 'perCaller' | 'total'>) {}

  /** The number of open subscriptions or connections. */
  get size(): number {
    return this.#open.total;
  }

  /**
   * Counts one for the caller of this name (null if authentication is disabled) until the returned function is called;
   * null if the limit is reached.
   */
  take(name: string | null): (() => void) | null {
    return this.isFull(name) ? null : this.#open.take(name);
  }

  /** Whether the limit is reached for the caller of this name. */
  isFull(name: string | null): boolean {
    const { perCaller, total } = this.limits;
    return this.#open.total >= total || this.#open.of(name) >= perCaller;
  }
}
