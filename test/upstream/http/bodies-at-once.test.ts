import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Provider } from '../../../src/domain/upstream/upstream-error.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import { aLogger } from '../../support/a-logger.js';
import { aScope } from '../../support/a-scope.js';
import { eventually } from '../../support/eventually.js';
import { startHttpServer, type TestServer } from '../../support/http-server.js';

const MIB = 1024 ** 2;
/** Enough pages to exceed the budget of concurrently read bodies. */
const PAGES = 12;
/** In seconds; a busy machine uses up some of them. */
const PAGE_TIMEOUT = 5;
const PAGE = `"${'x'.repeat(1.5 * MIB)}"`;

let slow: TestServer;
let healthy: TestServer;
let clients: HttpClient[];

beforeEach(async () => {
  slow = await startHttpServer();
  healthy = await startHttpServer();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await slow.close();
  await healthy.close();
});

function send(provider: Provider, { url }: TestServer, attemptTimeout: number): Promise<unknown> {
  const settings = { attemptTimeout, deadline: 60, maxBody: 16 * MIB };
  const http = createHttpClient(provider, settings, aLogger().logger);
  clients.push(http);
  return http.send({ route: 'client', method: 'GET', url, scope: aScope() });
}

/** Sends each page in two parts, the second once the first parts of all others have been sent. */
function answerInParts(): void {
  const begun: ServerResponse[] = [];
  healthy.answer((_, response) => {
    response.write(PAGE.slice(0, MIB));
    begun.push(response);
    if (begun.length === PAGES) for (const each of begun) each.end(PAGE.slice(MIB));
  });
}

async function readPages(): Promise<void> {
  const pages = Array.from({ length: PAGES }, () => send('ccrm', healthy, PAGE_TIMEOUT));
  await Promise.all(pages);
  expect(healthy.arrived).toHaveLength(PAGES);
}

// Red if the others wait for a stalled body that started before them until it times out.
test.each([100, 100_000])(
  'a body that stalls after %d bytes doesn’t delay other providers',
  async (bytes) => {
    slow.answer((_, response) => response.write('x'.repeat(bytes)));
    answerInParts();
    const stuck = send('ringme', slow, 60).catch(() => undefined);
    await eventually(() => slow.arrived.length === 1);
    await readPages();
    for (const client of clients) client.close();
    await stuck;
  },
);

// Red if the time that a body waits for another one counts towards its timeout.
test('a body that waits for a slow one doesn’t time out', async () => {
  slow.answer((_, response) => {
    response.write(`"${'x'.repeat(70_000)}`);
    const drip = setInterval(() => response.write('x'.repeat(70_000)), 50);
    setTimeout(
      () => {
        clearInterval(drip);
        response.end('"');
      },
      PAGE_TIMEOUT * 1000 + 2000,
    );
  });
  answerInParts();
  const first = send('ringme', slow, 60);
  await eventually(() => slow.arrived.length === 1);
  await readPages();
  await first;
});
