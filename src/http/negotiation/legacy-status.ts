import type { ApolloServerPlugin } from '@apollo/server';
import { isNamed } from './accepted-types.js';

/**
 * Responds to a well-formed request with 200, even if its document is invalid, if the client accepts
 * `application/json` but not GraphQL's own media type (GraphQL over HTTP, 6.4.1).
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
