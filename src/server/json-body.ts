import type { FastifyInstance } from 'fastify';
import { parseJson } from '../upstream/json.js';

/**
 * Reads bodies of `application/json` with integers beyond 2^53 as bigints, which GraphQL refuses as
 * a value of any scalar: JSON.parse would round a 64-bit id without a word. 400 for what isn't JSON, 415 for
 * every other type.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(String(body)));
    } catch {
      done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }), undefined);
    }
  });
}
