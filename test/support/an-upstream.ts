import type { UpstreamSettings } from '../../src/config/settings.js';
import { setTimeLeft } from '../../src/domain/operation/deadline.js';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientTuning,
} from '../../src/upstream/http/http-client.js';
import type { HttpRequest } from '../../src/upstream/http/http-request.js';
import { aLogger, type LogLine } from './a-logger.js';
import { startHttpServer, type TestServer } from './http-server.js';

/** A provider on loopback, and a client that speaks to it. */
export interface Upstream {
  readonly server: TestServer;
  readonly http: HttpClient;
  readonly lines: readonly LogLine[];
  /** What the client's clock reads, in milliseconds; it stands still. */
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
      signal: new AbortController().signal,
      ...request,
    }),
    async close() {
      upstream.http.close();
      await server.close();
    },
  };
  return upstream;
}

/** A signal that says it will abort in so many milliseconds; it does in 3 s, so that a test that hangs fails soon. */
export function aSignalWith(left: number): AbortSignal {
  const signal = AbortSignal.timeout(3000);
  setTimeLeft(signal, () => left);
  return signal;
}
