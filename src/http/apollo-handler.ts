import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import { record } from '../json/decode.js';
import type { OpenOperation, ServerContext } from '../operations/operation-context.js';

/**
 * Lets Apollo execute a request's operation, writes the head of the response and returns its body. Passes the
 * parameters of a GET from `request.query`, so that Apollo executes exactly what the hooks have checked. Treats
 * HEAD as GET.
 */
export function apolloHandler(apollo: ApolloServer<ServerContext>, open: OpenOperation): RouteHandlerMethod {
  return async (request, reply) => {
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: httpRequestOf(request),
      context: () => Promise.resolve(open(request, reply)),
    });
    for (const [name, value] of headers) void reply.header(name, value);
    void reply.code(status ?? 200);
    if (body.kind !== 'complete') throw new TypeError('Incremental delivery is not supported.');
    return body.string;
  };
}

function httpRequestOf({ method, headers, query, body }: FastifyRequest): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const parameters = Object.entries(record(query) ?? {}).filter(isText);
  return {
    method: method === 'HEAD' ? 'GET' : method,
    headers: map,
    search: new URLSearchParams(parameters).toString(),
    // Apollo would look for an operation without a name. By GET, an empty parameter is absent anyway.
    body: record(body)?.['operationName'] === '' ? { ...record(body), operationName: null } : body,
  };
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}
