import type { SubscriptionSettings } from '../config/settings.js';

/** How many subscriptions are open at the same time, and how many there may be. */
export class SubscriptionQuota {
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor(private readonly limits: Pick<SubscriptionSettings, 'perCaller' | 'total'>) {}

  /** Takes a place for the caller of this name, null if authentication is off; whether there was one. */
  take(name: string | null): boolean {
    const own = name === null ? 0 : (this.#taken.get(name) ?? 0);
    if (this.#total >= this.limits.total || own >= this.limits.perCaller) return false;
    this.#total += 1;
    if (name !== null) this.#taken.set(name, own + 1);
    return true;
  }

  leave(name: string | null): void {
    this.#total -= 1;
    if (name === null) return;
    const own = (this.#taken.get(name) ?? 0) - 1;
    if (own > 0) this.#taken.set(name, own);
    else this.#taken.delete(name);
  }
}
