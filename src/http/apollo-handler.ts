import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { record } from '../json/decode.js';
import type { OpenOperation, ServerContext } from '../operations/operation-context.js';
import type { GraphqlRoute } from './graphql-route.js';
import { isNamed } from './negotiation/accepted-types.js';

/**
 * Lets Apollo execute a request's operation, writes the head of the response and returns its body. Passes the
 * parameters of a GET from `request.query`, so that Apollo executes exactly what the hooks have checked. Treats
 * HEAD as GET. Responds to a well-formed request with 200, even if its document is invalid, if the client accepts
 * `application/json` but not GraphQL's own media type (GraphQL over HTTP, 6.4.1).
 */
export function createApolloHandler(
  apollo: ApolloServer<ServerContext>,
  open: OpenOperation,
): GraphqlRoute['execute'] {
  return async (request, reply) => {
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: httpRequestOf(request),
      context: () => Promise.resolve(open(request, reply)),
    });
    for (const [name, value] of headers) void reply.header(name, value);
    void reply.code(status === 400 && isLegacy(request) && isWellFormed(request) ? 200 : (status ?? 200));
    if (body.kind !== 'complete') throw new TypeError('Incremental delivery is not supported.');
    return body.string;
  };
}

function isLegacy({ headers: { accept = '' } }: FastifyRequest): boolean {
  return isNamed('application/json', accept) && !isNamed('application/graphql-response+json', accept);
}

/** Whether Apollo could read a request; otherwise it rejected it as a bad request or before any plugin. */
function isWellFormed({ apolloResponse }: FastifyRequest): boolean {
  const { errors = [] } = apolloResponse ?? {};
  return (
    apolloResponse !== undefined && errors.every(({ extensions }) => extensions['code'] !== 'BAD_REQUEST')
  );
}

function httpRequestOf({ method, headers, query, body }: FastifyRequest): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(record(query) ?? {})) {
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return {
    method: method === 'HEAD' ? 'GET' : method,
    headers: map,
    search: search.toString(),
    // Apollo would look for an operation without a name. By GET, an empty parameter is absent anyway.
    body: record(body)?.['operationName'] === '' ? { ...record(body), operationName: null } : body,
  };
}
