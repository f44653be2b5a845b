import { Agent as HttpAgent, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got } from 'got';
import type { Logger } from 'pino';
import type { UpstreamSettings } from '../config/settings.js';
import { type Provider, UpstreamError } from '../domain/upstream-error.js';
import { type Answer, exchange, type HttpRequest } from './exchange.js';
import { parseJson } from './json.js';

export type { HttpRequest };

export interface HttpResponse {
  /** 2xx, or a 4xx other than 429. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decoded JSON; undefined where the body of a 4xx isn't JSON. */
  readonly body: unknown;
}

/** Sends requests to one provider. */
export interface HttpClient {
  readonly provider: Provider;
  /** One attempt, never repeated. Rejects with an UpstreamError for everything but a 2xx with JSON and a 4xx. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Drops every connection; requests under way are given up, later ones are refused. */
  close(): void;
}

/** A client with connections of its own; writes one log line for each request. */
export function createHttpClient(provider: Provider, settings: UpstreamSettings, logger: Logger): HttpClient {
  const agent = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const client = gotOf(agent);
  let closed = false;

  async function attempt(request: HttpRequest, answered: (status: number) => void): Promise<HttpResponse> {
    if (closed) throw new UpstreamError(provider, 'UPSTREAM_UNAVAILABLE', 'The connection is closed.');
    const answer = await exchange(client, provider, settings, request, answered);
    return { status: answer.status, headers: answer.headers, body: decodeBody(provider, answer) };
  }

  function dropConnections(): void {
    agent.http.destroy();
    agent.https.destroy();
  }

  return {
    provider,

    async send(request) {
      const started = performance.now();
      let status: number | undefined;
      const line = (outcome: string) => ({
        provider,
        route: request.route,
        status,
        ms: Math.round(performance.now() - started),
        outcome,
      });
      try {
        const response = await attempt(request, (code) => (status = code));
        logger.info(line(response.status < 300 ? 'OK' : 'REFUSED'), 'upstream request');
        return response;
      } catch (error) {
        logger.warn(line(error instanceof UpstreamError ? error.code : 'INTERNAL'), 'upstream request');
        throw error;
      } finally {
        // One that was about to connect when the client was closed has opened a connection since.
        if (closed) dropConnections();
      }
    },

    close() {
      closed = true;
      dropConnections();
    },
  };
}

function gotOf(agent: { http: HttpAgent; https: HttpsAgent }): Got {
  return got.extend({
    agent,
    headers: { 'user-agent': 'switchboard', accept: 'application/json', 'accept-encoding': 'gzip' },
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
  });
}

function decodeBody(provider: Provider, { status, body }: Answer): unknown {
  try {
    // TextDecoder drops a byte order mark.
    return parseJson(new TextDecoder().decode(body));
  } catch {
    if (status >= 300) return undefined;
    throw new UpstreamError(
      provider,
      'UPSTREAM_BAD_RESPONSE',
      'The provider answered with something else than JSON.',
    );
  }
}
