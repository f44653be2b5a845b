import type { IncomingHttpHeaders } from 'node:http';
import { createUnzip, unzipSync, type Unzip } from 'node:zlib';
import type { Request } from 'got';
import type { BodyShare } from './body-memory-budget.js';
import { BodyMemory } from '../../json/body-memory.js';
import { record } from '../../json/decode.js';
import { runInBackground } from '../../domain/operation/slices.js';
import { jsonSteps, parseJsonBytes } from '../../json/parse-json.js';

/**
 * A compressed body of at most this many bytes is decompressed at once, without a stream; it grows to at most 4 MiB.
 */
const SMALL = 4096;
/** Bodies of at most this many bytes are parsed at once: that takes less time than waiting for a turn. */
const SHORT = 16 * 1024;

/**
 * The parsed JSON of a response's body, undefined if it isn't JSON, and whether the body is empty. null if
 * the decompressed body (gzip or deflate) exceeds `limit` bytes. Rejects if the body is incomplete, or not
 * compressed as its headers say. A long body is parsed once `turn` resolves, and in the
 * background in several turns of the event loop; rejects as `turn` does.
 */
export async function readJson(
  stream: Request,
  headers: IncomingHttpHeaders,
  limit: number,
  take: BodyShare['take'],
  turn: () => Promise<void>,
  inBackground: boolean,
): Promise<{ readonly json: unknown; readonly isEmpty: boolean } | null> {
  const isCompressed = /^((x-)?gzip|deflate)$/i.test(headers['content-encoding']?.trim() ?? '');
  const isSmall = Number(headers['content-length']) <= SMALL;
  const unzip = isCompressed && !isSmall ? stream.pipe(createUnzip()) : null;
  const body = new BodyMemory(limit);
  try {
    if (!(await readInto(body, stream, unzip, limit, take))) return null;
    const bytes = isCompressed && isSmall ? unzipped(body.bytes, limit) : body.bytes;
    if (bytes !== null && bytes.byteLength > SHORT) await turn();
    return (
      bytes && {
        json: await parsed(bytes, charsetOf(headers), inBackground),
        isEmpty: bytes.byteLength === 0,
      }
    );
  } finally {
    body.free();
    unzip?.destroy();
  }
}

/**
 * Reads and decompresses the whole body; returns false if it exceeds `limit` bytes. Uses events because an iterator
 * creates promises and adds listeners for each chunk.
 */
function readInto(
  body: BodyMemory,
  stream: Request,
  unzip: Unzip | null,
  limit: number,
  take: BodyShare['take'],
): Promise<boolean> {
  const content = unzip ?? stream;
  return new Promise((resolve, reject) => {
    content.on('data', (chunk: Uint8Array) => {
      if (body.size + chunk.byteLength > limit) {
        stream.destroy();
        resolve(false);
        return;
      }
      body.append(chunk);
      const turn = take(chunk.byteLength);
      if (turn === null) return;
      content.pause();
      void turn.then(() => content.resume());
    });
    const end = () => resolve(true);
    content.once('end', end);
    unzip?.once('error', (error) => {
      // A response without a body may have a `content-encoding`.
      if (stream.downloadProgress.transferred === 0) end();
      else reject(error);
    });
    stream.once('error', reject);
    const closed = () => reject(new Error('The stream was closed.'));
    stream.once('close', closed);
    // It may have been closed since its head arrived.
    if (stream.destroyed) closed();
  });
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

async function parsed(bytes: Uint8Array, charset: string | null, inBackground: boolean): Promise<unknown> {
  try {
    if (inBackground) return await runInBackground(jsonSteps(bytes, charset));
    return parseJsonBytes(bytes, charset);
  } catch {
    return undefined;
  }
}
