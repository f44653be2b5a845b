import type { FastifyRequest } from 'fastify';

/** Whether a request opens what stays open: a WebSocket or an event stream. */
export function isStream(request: FastifyRequest): boolean {
  return request.ws || acceptsEventStream(request);
}

/** Whether a request wants its answer as an event stream (`text/event-stream`). */
export function acceptsEventStream({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return (headers.accept ?? '').includes('text/event-stream');
}
