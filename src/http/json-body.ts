import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { limitChunks } from './backpressure/connection-limits.js';
import { BodyMemory } from '../json/body-memory.js';
import { parseJson } from '../json/parse-json.js';

const {
  FST_ERR_CTP_BODY_TOO_LARGE: TooLarge,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: WrongLength,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: WrongType,
} = errorCodes;

const INVALID_JSON = 'The body is not valid JSON; expected an object such as {"query":"{ __typename }"}.';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as text; absent if there is none. */
    bodyText?: string;
  }
}

/**
 * Parses bodies of `application/json`. Integers beyond 2^53 become bigints, which every GraphQL scalar
 * rejects; JSON.parse would silently round a 64-bit id. 400 for invalid JSON or an incomplete body, 413 for
 * one that exceeds the route's limit, 415 for other types and for bytes that aren't UTF-8; a connection whose
 * body has more than 4,096 chunks is terminated.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', async (request: FastifyRequest, body: IncomingMessage) => {
    const text = withoutByteOrderMark(await readText(body, request.routeOptions.bodyLimit));
    request.bodyText = text;
    try {
      return parseJson(text);
    } catch {
      throw new BodyError(INVALID_JSON);
    }
  });
}

/** The whole body as UTF-8. Fastify's reader would retain every chunk, and a one-byte chunk occupies 200 bytes. */
function readText(body: IncomingMessage, limit: number): Promise<string> {
  const length = Number(body.headers['content-length'] ?? NaN);
  if (length > limit) return Promise.reject(new TooLarge());
  const memory = new BodyMemory(limit);
  return new Promise<string>((resolve, reject) => {
    const read = (chunk: Uint8Array) => {
      if (memory.size + chunk.byteLength > limit) fail(new TooLarge());
      else memory.append(chunk);
    };
    const end = () => {
      const { bytes } = memory;
      if (!Number.isNaN(length) && memory.size !== length) fail(new WrongLength());
      else if (!isUtf8(bytes)) fail(new WrongType());
      else resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
    };
    const fail = (error: Error) => {
      body.off('data', read).off('end', end);
      reject(error);
    };
    limitChunks(body);
    body.on('data', read).once('end', end);
    body.once('error', () => fail(new BodyError('The body is incomplete.')));
  }).finally(() => memory.free());
}

/** An error in a body that the client can correct: a 400 with this message. */
export class BodyError extends Error {
  readonly statusCode = 400;
}

/** Removes a byte order mark, which a JSON parser may ignore (RFC 8259, 8.1). */
function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
