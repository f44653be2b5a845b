import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { isNamed, weightOf } from './negotiation/accepted-types.js';

/** The media types of responses to queries and mutations. */
export const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;

/**
 * Whether a request asks to upgrade to a WebSocket on this route, which only a GET can (RFC 6455, 4.1). Other upgrade
 * offers, such as curl's for HTTP/2, are ignored: the response uses HTTP/1.1.
 */
export function isUpgrade({ method, headers, url }: IncomingMessage, route: string): boolean {
  const isOffered = method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
  return isOffered && url?.split('?')[0] === route;
}

/** Whether a request opens a WebSocket or an event stream. */
export function isStream(request: FastifyRequest): boolean {
  return request.ws || acceptsEventStream(request);
}

/** Whether a request accepts `text/event-stream` and neither type of JSON; urql's queries accept all of them. */
export function acceptsEventStream({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const accept = headers.accept ?? '';
  return isNamed('text/event-stream', accept) && JSON_TYPES.every((type) => weightOf(type, accept) === 0);
}
