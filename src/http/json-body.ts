import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson } from '../json/parse-json.js';

/**
 * Reads bodies of `application/json` with integers beyond 2^53 as bigints, which GraphQL refuses as
 * a value of any scalar: JSON.parse would round a 64-bit id without a word. 400 for what isn't JSON, 415 for
 * every other type. Tells the text of a request's body, which is empty if there is none.
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
      done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }), undefined);
    }
  });
  return (request) => texts.get(request) ?? '';
}

/** A byte order mark before JSON may be skipped (RFC 8259, 8.1). */
function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
