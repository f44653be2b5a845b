import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Got, Request } from 'got';
import type { UpstreamSettings } from '../../config/settings.js';
import { nextTurn } from '../../domain/operation/turns.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import { proxyOf } from './agents.js';
import { AttemptError, givenUp } from './attempt-error.js';
import { createBodyMemoryBudget } from './body-memory-budget.js';
import type { HttpRequest, HttpResponse } from './http-request.js';
import {
  type Head,
  classifyFailure,
  classifyHead,
  CLOSED_WHILE_IDLE,
  NO_JSON,
  PROXY_UNAUTHORIZED,
  TOO_LARGE,
  UNEXPECTED,
} from './classify-response.js';
import { readJson } from './read-json.js';

/** For all bodies that the process reads concurrently. */
const bodyMemoryBudget = createBodyMemoryBudget(8 * 1024 ** 2, 64 * 1024);

/**
 * Sends one request and reads the whole response within the attempt's time limit, not counting the time for which the
 * body is paused in favour of others, or waits to be parsed; `client` adds its headers.
 * Calls `answered` with the status as soon as it arrives, and `secured` with the expiry of the provider's
 * certificate. Rejects with an AttemptError if the response is incomplete or too large, for 3xx, 429 and 5xx,
 * for an old one from a cache, and for a 2xx that isn't JSON. The body of a 4xx may be anything.
 */
export async function exchange(
  client: Got,
  provider: Provider,
  settings: UpstreamSettings,
  request: HttpRequest,
  answered: (status: number) => void,
  secured?: (certificateEnd: number) => void,
): Promise<HttpResponse> {
  if (request.scope.signal.aborted) throw givenUp(provider);

  const stream = client.stream(request.url, optionsOf(request));
  const connection = watchConnection(stream);
  // Errors are handled by awaiting the stream. Without this listener, a later error would end the process.
  stream.on('error', () => undefined);
  const share = bodyMemoryBudget();
  const throughProxy = proxyOf(request.url, settings.proxy) !== null;
  let stopped: AttemptError | undefined;
  let status: number | undefined;
  const stop = (reason: AttemptError) => {
    stopped ??= reason;
    stream.destroy(reason);
    share.release();
  };
  const onAbort = () => stop(givenUp(provider, connection.made));
  request.scope.signal.addEventListener('abort', onAbort, { once: true });
  // A 101; Node would close the connection without an error.
  stream.once('request', (sent: ClientRequest) => {
    sent.once('upgrade', ({ statusCode = 101 }: IncomingMessage, socket: Socket) => {
      socket.destroy();
      answered(statusCode);
      stop(new AttemptError(provider, ...UNEXPECTED));
    });
  });
  const timeLimit = new TimeLimit(settings.attemptTimeout * 1000, () => {
    const { made, isReused, hasResponded } = connection;
    const consequences = {
      transient: true,
      mayHaveActed: made,
      idleSilent: isReused && !hasResponded(),
      ...(!made && { reason: 'ETIMEDOUT' as const }),
    };
    stop(
      new AttemptError(provider, 'UPSTREAM_TIMEOUT', 'The provider took too long to answer.', consequences),
    );
  });

  try {
    const { headers, status: code } = await head(stream);
    // Servers send 408 over an idle connection before they close it (RFC 9110, 15.5.9).
    if (code === 408 && connection.isReused) throw new AttemptError(provider, ...CLOSED_WHILE_IDLE);
    if (code === 407 && throughProxy) throw new AttemptError(provider, ...PROXY_UNAUTHORIZED);
    status = code;
    answered(status);
    const certificateEnd = secured && connection.certificateEnd();
    if (typeof certificateEnd === 'number') secured?.(certificateEnd);
    const refused = classifyHead({ status, headers });
    if (refused) throw new AttemptError(provider, ...refused);
    // Our own waits don't count towards the attempt's time.
    const leavingOut = (wait: Promise<void> | null) => wait && timeLimit.leaveOut(wait);
    const body = await readJson(
      stream,
      headers,
      settings.maxBody,
      (bytes) => leavingOut(share.take(bytes)),
      async () => {
        // A write is done once its response has arrived, even if nobody waits for it any more.
        if (request.method === 'PUT') return;
        await leavingOut(nextTurn(request.scope.caller, true));
        if (stopped) throw stopped;
      },
    );
    if (body === null) throw new AttemptError(provider, ...TOO_LARGE);
    // A provider may acknowledge a write without a body.
    const isJson = body.json !== undefined || (body.isEmpty && request.method === 'PUT');
    if (!isJson && status < 300) throw new AttemptError(provider, ...NO_JSON);
    return { status, headers, body: body.json, isEmpty: body.isEmpty };
  } catch (error) {
    stream.destroy();
    if (stopped) throw stopped;
    if (error instanceof AttemptError) throw error;
    if (connection.isReused && !connection.hasResponded())
      throw new AttemptError(provider, ...CLOSED_WHILE_IDLE);
    const progress = { hasHead: status !== undefined, connected: connection.made, throughProxy };
    throw new AttemptError(provider, ...classifyFailure(error, progress));
  } finally {
    timeLimit.end();
    request.scope.signal.removeEventListener('abort', onAbort);
    share.release();
  }
}

function optionsOf({ method, json, form }: HttpRequest) {
  if (json !== undefined) return { method, headers: { 'content-type': 'application/json' }, body: json };
  if (form !== undefined) return { method, form: { ...form } };
  return method === 'GET' ? undefined : { method };
}

async function head(stream: Request): Promise<Head> {
  await once(stream, 'response');
  if (!stream.response) throw new Error('The response has no head.');
  return { status: stream.response.statusCode, headers: stream.response.headers };
}

/** Watches the connection of a request that is about to be sent. */
function watchConnection(stream: Request) {
  const connection = {
    /** Whether it was established, so that the provider may have received the request. */
    made: false,
    /** Whether it served another request before. */
    isReused: false,
    /** Whether a byte has arrived over it since the request was assigned to it. */
    hasResponded: () => false,
    /** When the peer's certificate expires, in milliseconds since the epoch; null without TLS. */
    certificateEnd: (): number | null => null,
  };
  stream.once('request', (request: ClientRequest) => {
    request.once('socket', (socket: Socket) => {
      const isEncrypted = socket instanceof TLSSocket;
      const before = socket.bytesRead;
      connection.isReused = request.reusedSocket;
      connection.hasResponded = () => socket.bytesRead > before;
      if (isEncrypted)
        connection.certificateEnd = () => socket.getPeerX509Certificate()?.validToDate.getTime() ?? null;
      if (!socket.connecting) connection.made = true;
      else socket.once(isEncrypted ? 'secureConnect' : 'connect', () => (connection.made = true));
    });
  });
  return connection;
}

/** Calls `reached` after this many milliseconds, not counting pauses (`leaveOut`). */
export class TimeLimit {
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    milliseconds: number,
    private readonly reached: () => void,
  ) {
    this.#left = milliseconds;
    this.#run();
  }

  /** Doesn't count the time until `wait` resolves. */
  async leaveOut(wait: Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
    await wait;
    this.#run();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #run(): void {
    if (this.#isOver) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.reached, Math.max(1, this.#left));
  }
}
