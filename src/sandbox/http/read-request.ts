import type { IncomingMessage } from 'node:http';
import type { SandboxRequest } from '../request-log.js';
import { parseJson } from './json.js';

const BODY_LIMIT = 1_048_576;

/** An incoming request with its body parsed. Rejects if it is cut off or exceeds 1 MiB. */
export async function readRequest(
  incoming: IncomingMessage,
): Promise<Pick<SandboxRequest, 'at' | 'method' | 'path' | 'query' | 'headers' | 'body'>> {
  const at = Date.now();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    size += chunk.length;
    if (size > BODY_LIMIT) throw new RangeError('body too large');
  }
  const path = incoming.url ?? '/';
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
  return {
    at,
    method: incoming.method ?? 'GET',
    path,
    query: Object.fromEntries(new URLSearchParams(path.split('?').slice(1).join('?'))),
    headers,
    body: parsedBody(Buffer.concat(chunks).toString('utf8'), headers['content-type'] ?? ''),
  };
}

function parsedBody(text: string, contentType: string): unknown {
  if (text === '') return null;
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
