import type { RingmeSettings } from '../../../src/config/workspace-settings.js';
import type { ClientSource } from '../../../src/domain/sources.js';
import { createAppTokenStore } from '../../../src/providers/ringme/tokens.js';
import { createClientSource } from '../../../src/providers/ringme/ringme.provider.js';
import { createHttpClient } from '../../../src/upstream/http/http-client.js';
import { createAnomalies } from '../../../src/upstream/anomalies.js';
import { aLogger, type LogLine } from '../../support/a-logger.js';
import { type Arrived, startHttpServer, type TestServer } from '../../support/http-server.js';

/** RingMe on loopback, a source connected to it, and its log. */
export interface Ringme {
  readonly server: TestServer;
  readonly lines: readonly LogLine[];
  /** The requests to the client resource, excluding those for tokens. */
  readonly clientRequests: readonly Arrived[];
  readonly tokenRequests: readonly Arrived[];
  /** The time of the clock in milliseconds. */
  now: number;
  source(settings?: Partial<RingmeSettings>): ClientSource;
  close(): Promise<void>;
}

export const tokenPath = '/oauth/token';

export async function startRingme(): Promise<Ringme> {
  const server = await startHttpServer();
  const { logger, lines } = aLogger();
  const http = createHttpClient('ringme', { attemptTimeout: 5, deadline: 8, maxBody: 100_000 }, logger);
  const apps = createAppTokenStore(http, () => ringme.now);
  const arrivedAt = (isToken: boolean) =>
    server.arrived.filter(({ target }) => (target === tokenPath) === isToken);

  const ringme: Ringme = {
    server,
    lines,
    now: 0,
    get clientRequests() {
      return arrivedAt(false);
    },
    get tokenRequests() {
      return arrivedAt(true);
    },
    source: (settings = {}) =>
      createClientSource(
        'acme',
        {
          url: new URL('/api/ver1.0', server.url),
          clientId: '@me',
          auth: { kind: 'token', token: 'private-token' },
          ...settings,
        },
        http,
        createAnomalies('ringme', logger),
        apps,
      ),
    async close() {
      http.close();
      await server.close();
    },
  };
  return ringme;
}

/** OAuth 2 client credentials for the token endpoint of this server. */
export function anApp(server: TestServer): RingmeSettings['auth'] {
  return { kind: 'app', id: 'app-id', secret: 'private-secret', tokenUrl: new URL(tokenPath, server.url) };
}
