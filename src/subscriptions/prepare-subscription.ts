import type { GraphQLError } from 'graphql';
import type { Principal } from '../auth/principal.js';
import { nextTurn } from '../domain/operation/turns.js';
import type { ParsedSubscription, ParseSubscription, SubscriptionRequest } from './parse-subscription.js';
import { cancelled, tooMany } from './subscription-errors.js';
import type { Subscriptions } from './subscriptions.js';

/**
 * Parses a subscription in its caller's turn, so that many of them delay neither other callers nor health checks.
 * Returns errors if it is invalid, if too many are open, or if the client has cancelled it in the meantime.
 */
export type PrepareSubscription = (
  request: SubscriptionRequest,
  principal: Principal,
  isCancelled: () => boolean,
) => Promise<ParsedSubscription | readonly GraphQLError[]>;

export function createSubscriptionPreparation(
  parse: ParseSubscription,
  subscriptions: Subscriptions,
): PrepareSubscription {
  return async (request, { name, caller }, isCancelled) => {
    await nextTurn(caller);
    if (isCancelled()) return [cancelled()];
    if (subscriptions.isFull(name)) return [tooMany()];
    return parse(request, subscriptions.visibleTo(caller));
  };
}
