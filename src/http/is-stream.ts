import type { FastifyRequest } from 'fastify';

/** Whether a request opens what stays open: a WebSocket or an event stream. */
export function isStream(request: FastifyRequest): boolean {
  return request.ws || acceptsEventStream(request);
}

/** Whether a request takes its answer as an event stream (`text/event-stream`) and in no other form: urql's queries take both. */
export function acceptsEventStream({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const accept = headers.accept ?? '';
  return (
    accept.includes('text/event-stream') && !/application\/(graphql-response\+)?json|\*\/\*/.test(accept)
  );
}
