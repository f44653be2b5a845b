import { GraphQLError } from 'graphql';
import { withCode } from './parse-subscription.js';

/* The errors that end or prevent a subscription. */

export function expired(): GraphQLError {
  return new GraphQLError('The token has expired.', { extensions: { code: 'UNAUTHENTICATED' } });
}

export function withdrawn(): GraphQLError {
  const message = 'The key or token was revoked or its permissions changed; subscribe again.';
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
}

export function tooMany(): GraphQLError {
  const message = 'Too many open subscriptions; end one, or retry later.';
  return new GraphQLError(message, { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
}

/** Placeholder for a result that no client receives. */
export function cancelled(): GraphQLError {
  return new GraphQLError('The client has cancelled the subscription.');
}

export function asGraphQLError(error: Error): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error });
}

/** An error that prevents a subscription; adds the code that graphql-js' errors about variables lack. */
export function asRefusal(error: GraphQLError): GraphQLError {
  return error.path === undefined ? withCode(error, 'BAD_USER_INPUT') : error;
}
