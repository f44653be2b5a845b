import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import got, { type Got } from 'got';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { UpstreamSettings } from '../../config/settings.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { UpstreamObserver } from '../../domain/upstream/upstream-observer.js';
import { reportUpstreamUse, type UpstreamAttempt } from '../../domain/operation/upstream-use.js';
import { type Agents, createAgents } from './agents.js';
import { AttemptError } from './attempt-error.js';
import { exchange } from './exchange.js';
import type { HttpRequest, HttpResponse } from './http-request.js';

/** Headers for which a client is kept; they hold credentials, so that there are about as many as workspaces. */
const KEPT_CLIENTS = 500;

/** RETRY: the first attempt failed in passing. AFTER_LIMIT: a rate limit had refused the request. */
export type Sending = 'FIRST' | 'RETRY' | 'AFTER_LIMIT';

/** The connections to one provider. */
export interface Transport {
  /**
   * One attempt for a workspace, never repeated; `sending` says why it is made. Rejects with an UpstreamError for everything but a 2xx
   * with JSON and a 4xx.
   */
  attempt(workspace: string | null, request: HttpRequest, sending: Sending): Promise<HttpResponse>;
  /** Drops every connection; attempts under way are given up, later ones are refused. */
  close(): void;
  readonly closed: boolean;
}

/**
 * Connections of its own, kept for reads and fresh for each PUT; writes one log line for each attempt, and tells
 * `observer` and the operation of it.
 */
export function createTransport(
  provider: Provider,
  settings: UpstreamSettings,
  logger: Logger,
  observer: UpstreamObserver,
): Transport {
  const kept = createAgents({ keepAlive: true }, settings.proxy);
  // The provider may close a kept connection as a request is sent; the outcome of a write would then be unknown.
  const fresh = createAgents({ keepAlive: false }, settings.proxy);
  const [reader, writer] = [clientsOf(kept), clientsOf(fresh)];
  let closed = false;

  const secured = observer.certificateSeen && ((end: number) => observer.certificateSeen?.(provider, end));

  /** A read whose kept connection turns out to be closed goes over a fresh one: the provider hasn't failed. */
  async function exchanged(request: HttpRequest, answered: (status: number) => void): Promise<HttpResponse> {
    const over = (clientOf: typeof reader) =>
      exchange(clientOf(request.headers ?? {}), provider, settings, request, answered, secured);
    if (request.method === 'PUT') return over(writer);
    try {
      return await over(reader);
    } catch (error) {
      if (closed || !(error instanceof AttemptError) || !error.idleClosed) throw error;
      return over(writer);
    }
  }

  async function respond(request: HttpRequest, answered: (status: number) => void): Promise<HttpResponse> {
    if (closed) throw new UpstreamError(provider, 'UPSTREAM_UNAVAILABLE', 'The connection is closed.');
    const response = await exchanged(request, answered);
    if (request.isRateLimit?.(response) === true) {
      const message = 'The provider says that its limit of requests is exceeded.';
      throw new AttemptError(provider, 'UPSTREAM_RATE_LIMITED', message, { headers: response.headers });
    }
    if (request.isFailure?.(response) === true) {
      const consequences = { transient: true, mayHaveActed: true };
      throw new AttemptError(
        provider,
        'UPSTREAM_UNAVAILABLE',
        'The provider reports a failure.',
        consequences,
      );
    }
    return response;
  }

  function dropConnections(): void {
    kept.destroy();
    fresh.destroy();
  }

  return {
    get closed() {
      return closed;
    },

    async attempt(workspace, request, sending) {
      const { route, method, url, signal } = request;
      const started = performance.now();
      let status: number | undefined;

      function over(outcome: UpstreamAttempt['outcome'], reason: UpstreamAttempt['reason'] = null) {
        const ms = performance.now() - started;
        const known = {
          provider,
          workspace,
          route,
          method,
          host: url.hostname,
          outcome,
          reason,
          status: status ?? null,
        };
        const again = { retried: sending === 'RETRY', afterLimit: sending === 'AFTER_LIMIT' };
        const attempt = { ...known, ...again, started, ms };
        observer.attempted(attempt);
        reportUpstreamUse(signal, { kind: 'REQUEST', attempt, coalesced: false });
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
        logger.info(over(response.status < 300 ? 'OK' : 'REFUSED'), 'upstream request');
        return response;
      } catch (error) {
        const line = error instanceof UpstreamError ? over(error.code, error.reason) : over('INTERNAL');
        logger.warn(line, 'upstream request');
        throw error;
      } finally {
        // One that was about to connect when it was closed has opened a connection since.
        if (closed) dropConnections();
      }
    },

    close() {
      closed = true;
      dropConnections();
    },
  };
}

/** A client for requests with the same headers, made once: got copies and checks what a single request brings. */
function clientsOf(agents: Agents): (headers: Readonly<Record<string, string>>) => Got {
  const base = gotOf(agents);
  const clients = new LRUCache<string, Got>({ max: KEPT_CLIENTS });
  return (headers) => {
    const key = JSON.stringify(headers);
    const client = clients.get(key) ?? base.extend({ headers });
    clients.set(key, client);
    return client;
  };
}

function gotOf(agents: Agents): Got {
  return got.extend({
    // By itself got names thirty options, almost all undefined, which Node copies three times for each request.
    request: (url, { method, headers = {} }) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      return send(url, { agent: agents.agentFor(url), method, headers });
    },
    headers: { 'user-agent': 'switchboard', accept: 'application/json', 'accept-encoding': 'gzip' },
    // Three streams for what is compressed, and a second preparation of what isn't.
    decompress: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
  });
}
