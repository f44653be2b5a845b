import { GraphQLError } from 'graphql';

/* The errors that end or prevent a subscription. */

/** Ends a subscription whose token has expired. */
export function expired(): GraphQLError {
  return new GraphQLError('The token has expired.', { extensions: { code: 'UNAUTHENTICATED' } });
}

/** Ends a subscription whose key or token was revoked or changed by a reload of the settings. */
export function withdrawn(): GraphQLError {
  const message = 'The key or token was revoked or its permissions changed; subscribe again.';
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
}

/** Prevents a subscription beyond the limit. */
export function tooMany(): GraphQLError {
  const message = 'Too many open subscriptions; end one, or retry later.';
  return new GraphQLError(message, { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
}

/** Placeholder for a result that no client receives. */
export function cancelled(): GraphQLError {
  return new GraphQLError('The client has cancelled the subscription.');
}
