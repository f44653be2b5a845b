import type { ApolloServerPlugin } from '@apollo/server';
import { isNamed } from './negotiation/accepted-types.js';

/**
 * Answers with 200 if a client asks for `application/json` by name and not for GraphQL's own media type, and the
 * request was well-formed (GraphQL over HTTP, 6.4.1): whatever is wrong then stands in the errors alone.
 */
export function legacyStatus(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ request, response: { http }, errors }) {
          const accept = request.http?.headers.get('accept') ?? '';
          const isLegacy =
            isNamed('application/json', accept) && !isNamed('application/graphql-response+json', accept);
          const isWellFormed =
            errors?.every(({ extensions }) => extensions['code'] !== 'BAD_REQUEST') ?? true;
          if (isLegacy && isWellFormed && http.status === 400) http.status = 200;
          return Promise.resolve();
        },
      }),
  };
}
