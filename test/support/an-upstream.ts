import { aScope } from './a-scope.js';
import type { UpstreamSettings } from '../../src/config/settings.js';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientTuning,
} from '../../src/upstream/http/http-client.js';
import type { HttpRequest } from '../../src/upstream/http/http-request.js';
import { aLogger, type LogLine } from './a-logger.js';
import { startHttpServer, type TestServer } from './http-server.js';

/** A provider on loopback and a client for it. */
export interface Upstream {
  readonly server: TestServer;
  readonly http: HttpClient;
  readonly lines: readonly LogLine[];
  /** The time of the client's clock in milliseconds; it moves only when the test sets it. */
  now: number;
  request(request?: Partial<HttpRequest>): HttpRequest;
  close(): Promise<void>;
}

export async function startUpstream(
  settings: Partial<UpstreamSettings> = {},
  tuning: Partial<HttpClientTuning> = {},
): Promise<Upstream> {
  const server = await startHttpServer();
  const { logger, lines } = aLogger();
  const upstream: Upstream = {
    server,
    http: createHttpClient(
      'ccrm',
      { attemptTimeout: 5, deadline: 8, maxBody: 100_000, ...settings },
      logger,
      {
        now: () => upstream.now,
        random: () => 0,
        ...tuning,
      },
    ),
    lines,
    now: 0,
    request: (request = {}) => ({
      route: 'callHistory',
      method: 'GET',
      url: server.url,
      scope: aScope(),
      ...request,
    }),
    async close() {
      upstream.http.close();
      await server.close();
    },
  };
  return upstream;
}
