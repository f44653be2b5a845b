import { expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { createHttpClient } from '../../../src/upstream/http/http-client.js';
import { aLogger } from '../../support/a-logger.js';
import { aScope } from '../../support/a-scope.js';
import { startHttpServer } from '../../support/http-server.js';

const [ewa, jan] = [{ name: 'ewa' }, { name: 'jan' }];
const CALLERS = [...Array.from({ length: 8 }, () => ewa), jan];
/** Takes longer to parse than operations may run in one turn of the event loop. */
const LONG = JSON.stringify(Array.from({ length: 90_000 }, () => ({ a: 1 })));

// Red if bodies are parsed as they arrive: jan's comes last.
test('a caller’s long body isn’t parsed behind all those of another caller', async () => {
  const server = await startHttpServer();
  const settings = { attemptTimeout: 30, deadline: 60, maxBody: 16 * 1024 ** 2, concurrency: CALLERS.length };
  const http = createHttpClient('ccrm', settings, aLogger().logger);
  const begun: ServerResponse[] = [];
  server.answer((_, response) => {
    begun.push(response);
    if (begun.length === CALLERS.length) for (const each of begun) each.end(LONG);
  });
  const order: string[] = [];
  const ask = async (caller: { readonly name: string }) => {
    await http.send({ route: 'client', method: 'GET', url: server.url, scope: aScope({ caller }) });
    order.push(caller.name);
  };
  await Promise.all(CALLERS.map(ask));
  http.close();
  await server.close();
  expect(order.indexOf('jan')).toBeLessThanOrEqual(2);
});
