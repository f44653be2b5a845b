import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson } from '../json/parse-json.js';

/**
 * Parses bodies of `application/json`. Integers beyond 2^53 become bigints, which every GraphQL scalar
 * rejects; JSON.parse would silently round a 64-bit id. 400 for invalid JSON, 415 for other types. Returns a
 * function for the text of a request's body, which is empty if there is none.
 */
export function registerJsonBody(fastify: FastifyInstance): (request: FastifyRequest) => string {
  const texts = new WeakMap<FastifyRequest, string>();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = withoutByteOrderMark(String(body));
    texts.set(request, text);
    try {
      done(null, parseJson(text));
    } catch {
      done(Object.assign(new Error('The body is not valid JSON.'), { statusCode: 400 }), undefined);
    }
  });
  return (request) => texts.get(request) ?? '';
}

/** Removes a byte order mark, which a JSON parser may ignore (RFC 8259, 8.1). */
function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
