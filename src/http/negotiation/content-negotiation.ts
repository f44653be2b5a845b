import type { FastifyInstance, FastifyRequest } from 'fastify';
import { weightOf, withoutParameters } from './accepted-types.js';
import { sendHttpError } from '../http-errors.js';
import { isStream, JSON_TYPES } from '../is-stream.js';

const NOT_ACCEPTABLE = `The answer has one of these types, of which \`Accept\` has none: ${JSON_TYPES.join(', ')}.`;

/**
 * Reads `Accept` of this route once, so that parameters of media types decide nothing, and answers 406 before anything
 * is done if an answer would have no type that is accepted. A header in which nothing can be read is as if absent.
 */
export function registerContentNegotiation(fastify: FastifyInstance, route: string): void {
  fastify.addHook('onRequest', ({ headers, routeOptions }, _reply, done) => {
    if (routeOptions.url === route && headers.accept !== undefined) {
      headers.accept = withoutParameters(headers.accept);
    }
    done();
  });

  fastify.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url === route && !isStream(request) && !isAcceptable(request)) {
      sendHttpError(reply, 406, NOT_ACCEPTABLE);
    } else done();
  });
}

function isAcceptable({ headers: { accept = '' } }: FastifyRequest): boolean {
  return accept === '' || JSON_TYPES.some((type) => weightOf(type, accept) > 0);
}
