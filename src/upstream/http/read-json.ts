import type { IncomingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream';
import { createUnzip, unzipSync } from 'node:zlib';
import type { Request } from 'got';
import type { BodyShare } from './body-memory-budget.js';
import { BodyMemory } from '../../json/body-memory.js';
import { record } from '../../json/decode.js';
import { parseJsonBytes } from '../../json/parse-json.js';
import { JsonTooLarge } from '../../json/count-values.js';

/**
 * A compressed body of at most this many bytes is decompressed at once, without a stream; it grows to at most 4 MiB.
 */
const SMALL = 4096;
/** Bodies of at most this many bytes are parsed at once: that takes less time than waiting for a turn. */
const SHORT = 16 * 1024;

/**
 * The parsed JSON of a response's body, undefined if it isn't JSON, and whether the body is empty. null if
 * the decompressed body (gzip or deflate) exceeds `limit` bytes or a limit of `parseJsonBytes`. Rejects if
 * the body is incomplete, or not compressed as its headers say. A long body is parsed once `turn` resolves;
 * rejects as `turn` does.
 */
export async function readJson(
  stream: Request,
  headers: IncomingHttpHeaders,
  limit: number,
  take: BodyShare['take'],
  turn: () => Promise<void>,
): Promise<{ readonly json: unknown; readonly isEmpty: boolean } | null> {
  const isCompressed = /^((x-)?gzip|deflate)$/i.test(headers['content-encoding']?.trim() ?? '');
  const isSmall = Number(headers['content-length']) <= SMALL;
  const content = isCompressed && !isSmall ? decompressed(stream) : stream;
  const body = new BodyMemory(limit);
  try {
    if (!(await readInto(body, content, limit, take))) return null;
    const bytes = isCompressed && isSmall ? unzipped(body.bytes, limit) : body.bytes;
    if (bytes !== null && bytes.byteLength > SHORT) await turn();
    return bytes && parsed(bytes, charsetOf(headers));
  } finally {
    body.free();
  }
}

/** Reads the whole content; returns false if it exceeds `limit` bytes. */
async function readInto(
  body: BodyMemory,
  content: AsyncIterable<Uint8Array>,
  limit: number,
  take: BodyShare['take'],
): Promise<boolean> {
  for await (const chunk of content) {
    if (body.size + chunk.byteLength > limit) return false;
    body.append(chunk);
    await take(chunk.byteLength);
  }
  return true;
}

/** The decompressed content of a compressed body. */
async function* decompressed(stream: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* pipeline(stream, createUnzip(), () => undefined);
  } catch (error) {
    // A response without a body may have a `content-encoding`.
    if (record(error)?.code !== 'Z_BUF_ERROR' || stream.downloadProgress.transferred > 0) throw error;
  }
}

/** null if the result would exceed `limit` bytes. */
function unzipped(bytes: Uint8Array, limit: number): Uint8Array | null {
  if (bytes.byteLength === 0) return bytes;
  try {
    return unzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (record(error)?.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}

/** The label in the content type; null if there is none. */
function charsetOf({ 'content-type': type = '' }: IncomingHttpHeaders): string | null {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(type)?.[1] ?? null;
}

function parsed(bytes: Uint8Array, charset: string | null): Awaited<ReturnType<typeof readJson>> {
  const isEmpty = bytes.byteLength === 0;
  try {
    return { json: parseJsonBytes(bytes, charset), isEmpty };
  } catch (error) {
    return error instanceof JsonTooLarge ? null : { json: undefined, isEmpty };
  }
}
