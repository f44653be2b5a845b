import type { FastifyInstance, FastifyRequest } from 'fastify';
import { preferredType, weightOf, withoutParameters } from './accepted-types.js';
import { ERROR_TYPE, sendHttpError } from '../http-errors.js';
import { isStream, JSON_TYPES } from '../is-stream.js';

const NOT_ACCEPTABLE = `None of the response’s media types matches \`Accept\`; expected one of: ${JSON_TYPES.join(', ')}.`;

/**
 * Normalises the `Accept` header, so that parameters of media types are ignored. Responds with 406 before execution if it
 * accepts no type of the response. A header without a readable range counts as missing. Gives errors the type that the
 * client prefers: clients such as Apollo's report an error status without its message and code if the type is
 * `application/json`, which a proxy's error could have, too.
 */
export function registerContentNegotiation(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers }, _reply, done) => {
    if (headers.accept !== undefined) headers.accept = withoutParameters(headers.accept);
    done();
  });

  fastify.addHook('preHandler', (request, reply, done) => {
    if (isStream(request) || isAcceptable(request)) done();
    else sendHttpError(reply, 406, NOT_ACCEPTABLE);
  });

  fastify.addHook('onSend', ({ headers: { accept } }, reply, _payload, done) => {
    const isError = reply.statusCode >= 400 && reply.getHeader('content-type') === ERROR_TYPE;
    if (isError && accept !== undefined) reply.type(`${preferredType(JSON_TYPES, accept)}; charset=utf-8`);
    done();
  });
}

function isAcceptable({ headers: { accept = '' } }: FastifyRequest): boolean {
  return accept === '' || JSON_TYPES.some((type) => weightOf(type, accept) > 0);
}
