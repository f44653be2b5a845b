import type { IncomingHttpHeaders } from 'node:http';
import { createUnzip, unzipSync, type Unzip } from 'node:zlib';
import type { Request } from 'got';
import { type BodyBuffer, createBodyBuffer } from './body-buffer.js';
import type { BodyShare } from './body-memory-budget.js';
import { record } from '../../json/decode.js';
import { parseJsonBytes } from '../../json/parse-json.js';

/** Bytes that are decompressed at once, without a stream: they become 4 MiB at most. */
const SMALL = 4096;

/**
 * The JSON of a response's body, undefined if it is none, and whether there is a body at all; null as soon as the body,
 * decompressed (gzip or deflate), is larger than `limit` bytes. Rejects if it breaks off, or isn't compressed as its
 * headers say.
 */
export async function readJson(
  stream: Request,
  headers: IncomingHttpHeaders,
  limit: number,
  share: BodyShare,
): Promise<{ readonly json: unknown; readonly isEmpty: boolean } | null> {
  const isCompressed = /^((x-)?gzip|deflate)$/i.test(headers['content-encoding']?.trim() ?? '');
  const isSmall = Number(headers['content-length']) <= SMALL;
  const unzip = isCompressed && !isSmall ? stream.pipe(createUnzip()) : null;
  const body = createBodyBuffer(limit);
  try {
    if (!(await fill(body, stream, unzip, share))) return null;
    const bytes = isCompressed && isSmall ? unzipped(body.bytes(), limit) : body.bytes();
    const isEmpty = bytes?.byteLength === 0;
    return bytes && { json: parsed(bytes, body, charsetOf(headers)), isEmpty };
  } finally {
    unzip?.destroy();
    body.free();
  }
}

/**
 * Whether there was room for all that arrived. By events: an iterator costs promises for each chunk, and watches the
 * stream's end once more.
 */
function fill(body: BodyBuffer, stream: Request, unzip: Unzip | null, share: BodyShare): Promise<boolean> {
  const content = unzip ?? stream;
  return new Promise((resolve, reject) => {
    content.on('data', (chunk: Uint8Array) => {
      if (!body.append(chunk)) {
        stream.destroy();
        resolve(false);
        return;
      }
      const turn = share.take(chunk.byteLength);
      if (turn === null) return;
      content.pause();
      void turn.then(() => content.resume());
    });
    content.once('end', () => {
      resolve(true);
    });
    unzip?.once('error', (error) => {
      // What has no body may say of it that it is compressed.
      if (stream.downloadProgress.transferred === 0) resolve(true);
      else reject(error);
    });
    stream.once('error', reject);
    const closed = () => {
      reject(new Error('The stream was closed.'));
    };
    stream.once('close', closed);
    // It may have been since its head arrived.
    if (stream.destroyed) closed();
  });
}

/** null if they would be more than `limit`. */
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

function parsed(bytes: Uint8Array, body: BodyBuffer, charset: string | null): unknown {
  try {
    return parseJsonBytes(bytes, () => body.free(), charset);
  } catch {
    return undefined;
  }
}
