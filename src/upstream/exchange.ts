import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { type Got, type Request, RequestError } from 'got';
import type { UpstreamSettings } from '../config/settings.js';
import type { Provider, UpstreamErrorCode } from '../domain/upstream-error.js';
import { type AttemptConsequences, AttemptError, givenUp } from './attempt-error.js';
import { watchConnection } from './connection.js';
import type { HttpRequest } from './http-request.js';

/** A response that is neither a redirect, a rate limit nor a server's failure. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed, at most `maxBody` bytes. */
  readonly body: Uint8Array;
}

/**
 * One request and its whole response, within the attempt's time limit. Tells `answered` the status as soon as it
 * is known. Rejects with an AttemptError where the response doesn't arrive in full, is too large, or its status
 * is 3xx, 429 or 5xx.
 */
export async function exchange(
  client: Got,
  provider: Provider,
  settings: UpstreamSettings,
  request: HttpRequest,
  answered: (status: number) => void,
): Promise<Answer> {
  if (request.signal.aborted) throw givenUp(provider);

  const stream = client.stream(request.url, bodyOptions(request));
  const connection = watchConnection(stream);
  // A failure is read from the pending step; the stream's late ones have no reader and must not end the process.
  stream.on('error', () => undefined);
  let stopped: AttemptError | undefined;
  let status: number | undefined;
  const stop = (reason: AttemptError) => {
    stopped ??= reason;
    stream.destroy(reason);
  };
  const onAbort = () => stop(givenUp(provider, connection.made));
  request.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    const consequences = { transient: true, mayHaveActed: connection.made };
    stop(
      new AttemptError(provider, 'UPSTREAM_TIMEOUT', 'The provider took too long to answer.', consequences),
    );
  }, settings.attemptTimeout * 1000);

  try {
    const headers = await head(stream);
    status = headers.status;
    answered(status);
    const refused = judgeStatus(headers);
    if (refused) throw new AttemptError(provider, ...refused);
    const body = await readBody(stream, settings.maxBody);
    if (body === null) throw new AttemptError(provider, ...TOO_LARGE);
    return { ...headers, body };
  } catch (error) {
    if (stopped) throw stopped;
    if (error instanceof AttemptError) throw error;
    throw new AttemptError(provider, ...judgeFailure(error, status !== undefined, connection.made));
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', onAbort);
    stream.destroy();
  }
}

function bodyOptions({ method, headers, json, form }: HttpRequest) {
  if (json !== undefined)
    return { method, headers: { ...headers, 'content-type': 'application/json' }, body: json };
  return { method, headers: { ...headers }, ...(form && { form: { ...form } }) };
}

async function head(stream: Request): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  await once(stream, 'response');
  if (!stream.response) throw new Error('A response without a head.');
  return { status: stream.response.statusCode, headers: stream.response.headers };
}

/** null as soon as the body is larger than `limit` bytes. */
async function readBody(stream: Request, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const incoming: AsyncIterable<Uint8Array> = stream;
  for await (const chunk of incoming) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

type Failure = readonly [UpstreamErrorCode, message: string, AttemptConsequences];

const TOO_LARGE: Failure = [
  'UPSTREAM_BAD_RESPONSE',
  'The provider answered with too large a body.',
  { mayHaveActed: true },
];

function judgeStatus({ status, headers }: Pick<Answer, 'status' | 'headers'>): Failure | null {
  if (status === 429)
    return ['UPSTREAM_RATE_LIMITED', 'The provider limits the rate of requests.', { headers }];
  if (status >= 500) {
    const consequences = { transient: true, mayHaveActed: true, headers };
    return ['UPSTREAM_UNAVAILABLE', 'The provider failed to answer.', consequences];
  }
  if (status >= 300 && status < 400) {
    return ['UPSTREAM_BAD_RESPONSE', 'The provider answered with a redirect.', {}];
  }
  return null;
}

function judgeFailure(error: unknown, hasHead: boolean, connected: boolean): Failure {
  if (hasHead) {
    const consequences = { transient: true, mayHaveActed: true };
    return ['UPSTREAM_BAD_RESPONSE', "The provider's answer broke off.", consequences];
  }
  // Node's HTTP parser: what arrived isn't HTTP, or its head is too large.
  if (error instanceof RequestError && error.code.startsWith('HPE_')) {
    const consequences = { mayHaveActed: true };
    return ['UPSTREAM_BAD_RESPONSE', 'The provider answered with something else than HTTP.', consequences];
  }
  const consequences = { transient: true, mayHaveActed: connected };
  return ['UPSTREAM_UNAVAILABLE', 'The provider cannot be reached.', consequences];
}
