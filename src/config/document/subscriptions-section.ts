import { Seconds, WholeNumber } from './setting-rules.js';
import type { SubscriptionSettings } from '../settings.js';

/** How new calls are looked for, and how many may wait for them, as an operator writes it. */
export class SubscriptionsSection {
  @Seconds(3600) pollInterval: number | string = 5;
  @WholeNumber('subscriptions', 1, 1_000_000) perCaller: number | string = 20;
  @WholeNumber('subscriptions', 1, 1_000_000) total: number | string = 1000;
}

/** What a section means that has been read without a problem. */
export function subscriptionsOf({
  pollInterval,
  perCaller,
  total,
}: SubscriptionsSection): SubscriptionSettings {
  return { pollInterval: Number(pollInterval), perCaller: Number(perCaller), total: Number(total) };
}
