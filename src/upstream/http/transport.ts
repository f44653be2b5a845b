import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import got, { type Got } from 'got';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { UpstreamSettings } from '../../config/settings.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { UpstreamObserver } from '../../domain/upstream/upstream-observer.js';
import type { UpstreamAttempt } from '../../domain/operation/upstream-use.js';
import { createAgents } from './agents.js';
import { AttemptError } from './attempt-error.js';
import { exchange } from './exchange.js';
import type { HttpRequest, HttpResponse } from './http-request.js';

/**
 * The maximum number of clients in memory, one per set of headers. Headers contain credentials, so there is about one
 * per workspace.
 */
const MAX_CLIENTS = 500;

/** RETRY: after a transient failure. AFTER_LIMIT: after a rate limit rejected the request. */
export type Sending = 'FIRST' | 'RETRY' | 'AFTER_LIMIT';

/**
 * The connections to one provider: kept alive for reads, a new one for each PUT. Writes one log line per attempt,
 * and reports it to `observer` and to the operation.
 */
export function createTransport(
  provider: Provider,
  settings: UpstreamSettings,
  logger: Logger,
  observer: UpstreamObserver,
) {
  const keepAlive = createAgents({ keepAlive: true }, settings.proxy);
  // The provider may close an idle connection as a request is sent. The outcome of a write would then be
  // unknown.
  const fresh = createAgents({ keepAlive: false }, settings.proxy);
  const [reader, writer] = [clientsOf(keepAlive), clientsOf(fresh)];
  let closed = false;

  const secured = observer.certificateSeen && ((end: number) => observer.certificateSeen?.(provider, end));

  /**
   * Repeats a read over a new connection if the idle one was already closed, which is no failure of the provider. If an
   * idle connection is silent, drops the other idle ones, which may be silent, too.
   */
  async function exchanged(request: HttpRequest, answered: (status: number) => void): Promise<HttpResponse> {
    const over = (clientOf: typeof reader) =>
      exchange(clientOf(request.headers ?? {}), provider, settings, request, answered, secured);
    if (request.method === 'PUT') return over(writer);
    try {
      return await over(reader);
    } catch (error) {
      if (!(error instanceof AttemptError)) throw error;
      if (error.consequences.idleSilent) keepAlive.destroyIdle(request.url);
      if (closed || !error.consequences.idleClosed) throw error;
      return over(writer);
    }
  }

  async function respond(request: HttpRequest, answered: (status: number) => void): Promise<HttpResponse> {
    if (closed) throw new UpstreamError(provider, 'UPSTREAM_UNAVAILABLE', 'The connection is closed.');
    const response = await exchanged(request, answered);
    if (request.isRateLimit?.(response) === true) {
      const message = 'The provider reports that its rate limit is exceeded.';
      throw new AttemptError(provider, 'UPSTREAM_RATE_LIMITED', message, { headers: response.headers });
    }
    if (request.isFailure?.(response) === true) {
      const message = 'The provider reports a failure.';
      const consequences = { transient: true, mayHaveActed: true };
      throw new AttemptError(provider, 'UPSTREAM_UNAVAILABLE', message, consequences);
    }
    return response;
  }

  function dropConnections(): void {
    keepAlive.destroy();
    fresh.destroy();
  }

  return {
    get closed(): boolean {
      return closed;
    },

    /**
     * Makes one attempt for a workspace; `sending` is the reason for it. Rejects with an UpstreamError for everything but
     * a 2xx with JSON and a 4xx.
     */
    async attempt(workspace: string | null, request: HttpRequest, sending: Sending): Promise<HttpResponse> {
      const { route, method, url, scope } = request;
      const started = performance.now();
      const { isInBackground: inBackground } = scope;
      let status: number | undefined;

      /** Reports the end of the attempt, and returns its line for the log. */
      function ended(outcome: UpstreamAttempt['outcome'], reason: UpstreamAttempt['reason'] = null) {
        const ms = performance.now() - started;
        const attempt = {
          provider,
          workspace,
          route,
          method,
          host: url.hostname,
          outcome,
          reason,
          status: status ?? null,
          retried: sending === 'RETRY',
          afterLimit: sending === 'AFTER_LIMIT',
          inBackground,
          started,
          ms,
        };
        observer.attempted(attempt);
        scope.report({ kind: 'REQUEST', attempt, coalesced: false });
        return {
          provider,
          ...(workspace !== null && { workspace }),
          route,
          status,
          ms: Math.round(ms),
          outcome,
          ...(reason && { reason }),
        };
      }

      try {
        const response = await respond(request, (code) => (status = code));
        const isRefusal = response.status >= 300 || request.isRefusal?.(response) === true;
        const line = ended(isRefusal ? 'REFUSED' : 'OK');
        logger[inBackground ? 'debug' : 'info'](line, 'upstream request');
        return response;
      } catch (error) {
        const line = error instanceof UpstreamError ? ended(error.code, error.reason) : ended('INTERNAL');
        logger.warn(line, 'upstream request');
        throw error;
      } finally {
        // An attempt that was connecting during `close` has opened a connection since.
        if (closed) dropConnections();
      }
    },

    /** Drops every connection. Attempts in flight and later ones fail. */
    close(): void {
      closed = true;
      dropConnections();
    },
  };
}

/** Caches a client per set of headers, because got copies and validates headers that are passed with a request. */
function clientsOf({ agentFor }: ReturnType<typeof createAgents>) {
  const base = got.extend({
    // got itself passes thirty options, almost all undefined, which Node copies three times per request.
    request: (url, { method, headers = {} }) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      return send(url, { agent: agentFor(url), method, headers });
    },
    headers: {
      'user-agent': 'switchboard',
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'cache-control': 'no-cache',
    },
    // got would use three streams for a compressed body, and process an uncompressed one twice.
    decompress: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
  });
  const clients = new LRUCache<string, Got>({ max: MAX_CLIENTS });
  return (headers: Readonly<Record<string, string>>): Got => {
    const key = JSON.stringify(headers);
    const client = clients.get(key) ?? base.extend({ headers });
    clients.set(key, client);
    return client;
  };
}
