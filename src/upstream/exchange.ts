import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { type Got, type Request, RequestError } from 'got';
import type { UpstreamSettings } from '../config/settings.js';
import { type Provider, UpstreamError, type UpstreamErrorCode } from '../domain/upstream-error.js';

/** One request to a provider. */
export interface HttpRequest {
  /** The resource's name in the log, such as `callHistory`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Sent exactly as it stands: nothing is encoded anew. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON text. */
  readonly json?: string;
  /** Sent form-urlencoded. */
  readonly form?: Readonly<Record<string, string>>;
  /** Gives the request up: the operation's deadline, or a caller who has gone. */
  readonly signal: AbortSignal;
}

/** A response that is neither a redirect, a rate limit nor a server's failure. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed, at most `maxBody` bytes. */
  readonly body: Uint8Array;
}

/**
 * One request and its whole response, within the attempt's time limit. Tells `answered` the status as soon as it
 * is known. Rejects with an UpstreamError where the response doesn't arrive in full, is too large, or its status
 * is 3xx, 429 or 5xx.
 */
export async function exchange(
  client: Got,
  provider: Provider,
  settings: UpstreamSettings,
  request: HttpRequest,
  answered: (status: number) => void,
): Promise<Answer> {
  const fail = (code: UpstreamErrorCode, message: string) => new UpstreamError(provider, code, message);
  const givenUp = () => fail('UPSTREAM_TIMEOUT', 'The request was given up before the provider answered.');
  if (request.signal.aborted) throw givenUp();

  const stream = client.stream(request.url, bodyOptions(request));
  // A failure is read from the pending step; the stream's late ones have no reader and must not end the process.
  stream.on('error', () => undefined);
  let stopped: UpstreamError | undefined;
  let status: number | undefined;
  const stop = (reason: UpstreamError) => {
    stopped ??= reason;
    stream.destroy(reason);
  };
  const onAbort = () => stop(givenUp());
  request.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => stop(fail('UPSTREAM_TIMEOUT', 'The provider took too long to answer.')),
    settings.attemptTimeout * 1000,
  );

  try {
    const headers = await head(stream);
    status = headers.status;
    answered(status);
    const refused = judgeStatus(status);
    if (refused) throw fail(...refused);
    const body = await readBody(stream, settings.maxBody);
    if (!body) throw fail('UPSTREAM_BAD_RESPONSE', 'The provider answered with too large a body.');
    return { ...headers, body };
  } catch (error) {
    if (stopped) throw stopped;
    if (error instanceof UpstreamError) throw error;
    throw fail(...judgeFailure(error, status !== undefined));
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

function judgeStatus(status: number): [UpstreamErrorCode, string] | null {
  if (status === 429) return ['UPSTREAM_RATE_LIMITED', 'The provider limits the rate of requests.'];
  if (status >= 500) return ['UPSTREAM_UNAVAILABLE', 'The provider failed to answer.'];
  if (status >= 300 && status < 400)
    return ['UPSTREAM_BAD_RESPONSE', 'The provider answered with a redirect.'];
  return null;
}

function judgeFailure(error: unknown, hasHead: boolean): [UpstreamErrorCode, string] {
  if (hasHead) return ['UPSTREAM_BAD_RESPONSE', "The provider's answer broke off."];
  // Node's HTTP parser: what arrived isn't HTTP, or its head is too large.
  if (error instanceof RequestError && error.code.startsWith('HPE_')) {
    return ['UPSTREAM_BAD_RESPONSE', 'The provider answered with something else than HTTP.'];
  }
  return ['UPSTREAM_UNAVAILABLE', 'The provider cannot be reached.'];
}
