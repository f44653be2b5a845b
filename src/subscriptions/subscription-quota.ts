import type { SubscriptionSettings } from '../config/settings.js';

/** Limits how many subscriptions, or connections, are open per caller and in total. */
export class SubscriptionQuota {
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor(private readonly limits: Pick<SubscriptionSettings, 'perCaller' | 'total'>) {}

  /** How many are open. */
  get size(): number {
    return this.#total;
  }

  /**
   * Counts one for the caller of this name (null if authentication is disabled); returns false if the limit
   * is reached.
   */
  take(name: string | null): boolean {
    if (this.isFull(name)) return false;
    this.#total += 1;
    if (name !== null) this.#taken.set(name, this.#of(name) + 1);
    return true;
  }

  /** Whether the limit is reached for the caller of this name. */
  isFull(name: string | null): boolean {
    return this.#total >= this.limits.total || (name !== null && this.#of(name) >= this.limits.perCaller);
  }

  leave(name: string | null): void {
    this.#total -= 1;
    if (name === null) return;
    const own = this.#of(name) - 1;
    if (own > 0) this.#taken.set(name, own);
    else this.#taken.delete(name);
  }

  #of(name: string): number {
    return this.#taken.get(name) ?? 0;
  }
}
