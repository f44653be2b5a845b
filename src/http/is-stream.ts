import type { FastifyRequest } from 'fastify';
import { isNamed, weightOf } from './negotiation/accepted-types.js';

/** The types of answers to queries and mutations. */
export const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;

/** Whether a request opens what stays open: a WebSocket or an event stream. */
export function isStream(request: FastifyRequest): boolean {
  return request.ws || acceptsEventStream(request);
}

/** Whether a request takes its answer as an event stream (`text/event-stream`) and in no other form: urql's queries take both. */
export function acceptsEventStream({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const accept = headers.accept ?? '';
  return isNamed('text/event-stream', accept) && JSON_TYPES.every((type) => weightOf(type, accept) === 0);
}
