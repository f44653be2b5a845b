import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import http from '@graphql-mesh/transport-http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { composeSupergraph } from '../../../examples/company-graph/federation.gateway.js';
import type { Service } from '../../../examples/company-graph/service.js';
import { gatewayConfig } from '../../../ops/gateway/gateway.config.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { eventually } from '../../support/eventually.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { aKey, anIssuer, aToken, type Issuer, type SigningKey } from '../../support/an-issuer.js';
import { startGrowingHistory, type GrowingHistory } from '../../subscriptions/a-call-history.js';

/* The configuration of ops/gateway in Hive Gateway's runtime, over a Switchboard that takes keys and tokens. */

let issuer: Issuer;
let key: SigningKey;
let board: GrowingHistory;
let gateway: Service;

beforeAll(async () => {
  key = await aKey('1');
  issuer = await anIssuer(key);
  board = await startGrowingHistory({
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    auth: anAuth([anApiKey('front-end')], issuer.settings),
    federation: { authorization: false },
    maxStale: 3600,
  });
  gateway = await startGateway(await supergraph());
});

afterAll(async () => {
  await gateway.close();
  await board.close();
  await issuer[Symbol.asyncDispose]();
});

test.each([
  ['key', () => Promise.resolve({ 'x-api-key': 'front-end' })],
  ['token', async () => ({ authorization: `Bearer ${await aToken(issuer, key)}` })],
])('the gateway forwards a caller’s %s to Switchboard', async (_, headers) => {
  expect(await ask('{ workspaces { id } }', await headers())).toEqual({
    data: { workspaces: [{ id: 'acme' }] },
  });
});

test('Switchboard rejects a query without a key or token, and the response has no data', async () => {
  const { data, errors } = await ask('{ workspaces { id } }', {});
  expect(data ?? null).toBeNull();
  expect(JSON.stringify(errors)).toContain('UNAUTHENTICATED');
});

test('the gateway forwards a subscription with the caller’s key, as an event stream', async () => {
  const client = createClient({ url: gateway.url, headers: { 'x-api-key': 'front-end' } });
  const events = client.iterate({ query: 'subscription { callAdded { uuid startedAt } }' });
  const first = events.next();
  await eventually(() => board.pages() > 0);
  const call = board.appear(1);
  expect(await first).toMatchObject({ value: { data: { callAdded: { uuid: call.uuid } } } });
  await events.return?.();
  client.dispose();
});

// Red without keepErrorsOfEvents: “Unexpected error.” with the code INTERNAL_SERVER_ERROR.
test('the gateway passes on why a subscription was rejected', async () => {
  const client = createClient({ url: gateway.url, headers: { 'x-api-key': 'front-end' } });
  const events = client.iterate({ query: 'subscription { callAdded(workspace: "other") { uuid } }' });
  const { value } = await events.next();
  expect(value).toMatchObject({
    errors: [{ message: 'workspace: must be one of: acme', extensions: { code: 'BAD_USER_INPUT' } }],
  });
  client.dispose();
});

test('the gateway passes on why a field of an event is null', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 500 }];
  const client = createClient({ url: gateway.url, headers: { 'x-api-key': 'front-end' } });
  const events = client.iterate({ query: 'subscription { callAdded { uuid extension { name } } }' });
  const first = events.next();
  const before = board.pages();
  await eventually(() => board.pages() > before);
  const call = board.appear(2);
  expect(await first).toMatchObject({
    value: {
      data: { callAdded: { uuid: call.uuid, extension: null } },
      errors: [{ path: ['callAdded', 'extension'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
    },
  });
  client.dispose();
});

// Red with Hive Router's runtime, which repeats the errors of earlier events and, beside the last error, the last event.
test('the gateway repeats neither an event nor its errors', async () => {
  await using growing = await startGrowingHistory();
  const own = await startGateway(await composeSupergraph({ switchboard: `${growing.url}/graphql` }));
  const client = createClient({ url: own.url });
  const events = client.iterate({ query: 'subscription { callAdded { uuid extension { name } } }' });
  const first = events.next();
  await eventually(() => growing.pages() > 1);
  growing.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 500, times: 2 }];
  growing.appear(1);
  expect(await first).toMatchObject({ value: { errors: [{ path: ['callAdded', 'extension'] }] } });
  const { uuid } = growing.appear(2);
  expect(await events.next()).toEqual({
    done: false,
    value: { data: { callAdded: { uuid, extension: expect.anything() } } },
  });
  growing.sandbox.behaviour.ccrmTokens = [];
  expect(await events.next()).toMatchObject({
    value: { data: null, errors: [{ extensions: { code: 'UPSTREAM_UNAUTHORIZED' } }] },
  });
  client.dispose();
  await own.close();
});

test('the gateway passes on how old the data of an event are', async () => {
  board.sandbox.behaviour.faults = [];
  expect(await ask('{ extensions { totalCount } }', { 'x-api-key': 'front-end' })).not.toHaveProperty(
    'errors',
  );
  board.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 500 }];
  const client = createClient({ url: gateway.url, headers: { 'x-api-key': 'front-end' } });
  const events = client.iterate({ query: 'subscription { callAdded { uuid extension { name } } }' });
  const first = events.next();
  const before = board.pages();
  await eventually(() => board.pages() > before);
  const call = board.appear(3);
  expect(await first).toEqual({
    done: false,
    value: {
      data: { callAdded: { uuid: call.uuid, extension: expect.anything() } },
      extensions: {
        stale: [
          { provider: 'voicenter', workspace: 'acme', type: 'Extension', ageSeconds: expect.any(Number) },
        ],
      },
    },
  });
  client.dispose();
});

async function supergraph(): Promise<string> {
  const url = `${board.url}/graphql`;
  return composeSupergraph({ switchboard: url }, { 'x-api-key': 'front-end' });
}

async function startGateway(unified: string): Promise<Service> {
  const runtime = createGatewayRuntime({
    ...gatewayConfig,
    supergraph: unified,
    transports: { http },
    logging: 'error',
  });
  const server = createServer((request, response) => void runtime(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      server.close();
      server.closeAllConnections();
      await runtime[Symbol.asyncDispose]();
    },
  };
}

async function ask(
  query: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly data?: unknown; readonly errors?: unknown }> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return JSON.parse(await response.text());
}
