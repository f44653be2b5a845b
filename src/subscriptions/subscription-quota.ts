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
   * Counts one for the caller of this name (null if authentication is disabled); returns false if the limit is reached.
   */
  take(name: string | null): boolean {
    if (this.isFull(name)) return false;
    this.#open.add(name, 1);
    return true;
  }

  /** Whether the limit is reached for the caller of this name. */
  isFull(name: string | null): boolean {
    const { perCaller, total } = this.limits;
    return this.#open.total >= total || this.#open.of(name) >= perCaller;
  }

  leave(name: string | null): void {
    this.#open.add(name, -1);
  }
}
