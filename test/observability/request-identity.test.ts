import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { openTraces } from '../../src/observability/tracing/open-traces.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { aKey, anIssuer, aToken, type Issuer, type SigningKey } from '../support/an-issuer.js';
import { aCompany } from '../support/a-company.js';
import { aLogger, type LogLine } from '../support/a-logger.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { byEventStream, byWebSocket, CALL_ADDED } from '../subscriptions/subscribers.js';
import { startCollector } from './a-collector.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const SECRET = 'canary-key-4711';
const SUBJECT = 'ewa.canary@example.com';

let board: Switchboard;
let issuer: Issuer;
let key: SigningKey;

beforeAll(async () => {
  key = await aKey('first');
  issuer = await anIssuer(key);
  board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    server: { corsOrigins: ['https://app.example.com'] },
    auth: anAuth([anApiKey(SECRET, { name: 'reporting' })], issuer.settings),
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
});
afterAll(async () => {
  await board.close();
  await issuer[Symbol.asyncDispose]();
});

const requestLines = ({ log }: Switchboard) => log.filter(({ msg }) => msg === 'request');

/** The log line of the next request, which `work` sends. */
async function lineOf(work: () => Promise<unknown>, at: Switchboard = board): Promise<LogLine | undefined> {
  const before = requestLines(at).length;
  await work();
  await eventually(() => requestLines(at).length > before);
  return requestLines(at)[before];
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

test('with trusted proxies, logs the last address that isn’t a proxy’s', async () => {
  const from = (header: string) => ({ headers: { 'x-forwarded-for': header } });
  await using trusting = await startSwitchboard({ server: { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] } });
  const live = '/health/live';
  const forged = from('203.0.113.9, 198.51.100.7, 10.1.2.3');
  expect(await lineOf(() => fetch(trusting.url + live, forged), trusting)).toMatchObject({
    address: '198.51.100.7',
  });
  expect(await lineOf(() => fetch(board.url + live, forged))).not.toHaveProperty('address');
});

// Red if the header is logged as it is.
test.each([
  ['198.51.100.7:51234', '198.51.100.7'],
  ['[2001:db8::7]:51234', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
  ['198.51.100.7:51234, 10.1.2.3:443', '198.51.100.7'],
  ['198.51.100.7, [::ffff:10.1.2.3]:443', '198.51.100.7'],
  ['a'.repeat(9000), 'unknown'],
])('a proxy’s %s is logged as the address %s', async (reported, address) => {
  await using trusting = await startSwitchboard({ server: { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] } });
  const ask = () =>
    fetch(`${trusting.url}/health/live`, { headers: { 'x-forwarded-for': `203.0.113.9, ${reported}` } });
  expect(await lineOf(ask, trusting)).toMatchObject({ address });
});

// Red if the address is read when the response closes: a connection that has ended tells none.
test.each<[string, (url: string, headers: Record<string, string>) => { readonly leave: () => void }]>([
  ['an event stream', (url, headers) => byEventStream(url, CALL_ADDED, headers)],
  [
    'a request that its sender gives up',
    (url, headers) => {
      const sender = new AbortController();
      const { signal } = sender;
      const query = encodeURIComponent('{ extensions { totalCount } }');
      fetch(`${url}/graphql?query=${query}`, { headers, signal }).catch(() => undefined);
      return { leave: () => sender.abort() };
    },
  ],
])('the log line of %s has the address that the proxy reports', async (_, send) => {
  await using trusting = await startSwitchboard({ server: { trustedProxies: ['127.0.0.1'] } });
  trusting.sandbox.behaviour.faults = [{ hang: true }];
  const line = await lineOf(async () => {
    const sender = send(trusting.url, { 'x-forwarded-for': '198.51.100.7' });
    await eventually(() => trusting.sandbox.requests.length > 0);
    sender.leave();
  }, trusting);
  expect(line).toMatchObject({ gone: true, address: '198.51.100.7' });
});

describe('x-request-id', () => {
  const ask = (headers: Readonly<Record<string, string>>, path = '/health/live', method = 'GET') =>
    fetch(board.url + path, { method, headers });

  // Red if every value of the header is accepted.
  test.each([
    'f3a1c2d4e5b60718293a4b5c6d7e8f90',
    '6f0d1c9e-7a4b-4c58-9e2f-0a1b2c3d4e5f',
    'Root=1-67891233-abcdef012345678912345678',
    'a'.repeat(128),
  ])('%s is accepted, returned and logged', async (id) => {
    let answered: string | null = null;
    const line = await lineOf(async () => {
      answered = (await ask({ 'x-request-id': id })).headers.get('x-request-id');
    });
    expect([answered, line?.['requestId']]).toEqual([id, id]);
  });

  test.each([
    ['too long', 'a'.repeat(129)],
    ['empty', ''],
    ['two ids', 'first, second'],
    ['of invalid characters', 'canary"} {"level":60'],
    ['an e-mail address', SUBJECT],
  ])('is generated if the request’s value is %s', async (_, id) => {
    let answered: string | null = null;
    const line = await lineOf(async () => {
      answered = (await ask({ 'x-request-id': id })).headers.get('x-request-id');
    });
    expect(answered).toMatch(UUID);
    expect(line?.['requestId']).toBe(answered);
    expect(JSON.stringify(board.log)).not.toContain('canary"');
  });

  test('is generated for each request without one', async () => {
    const ids = [await ask({}), await ask({})].map(({ headers }) => headers.get('x-request-id'));
    expect(ids).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
    expect(new Set(ids).size).toBe(2);
  });

  const PREFLIGHT = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };

  test.each([
    [204, 'OPTIONS', '/graphql', PREFLIGHT],
    [401, 'POST', '/graphql', {}],
    [404, 'GET', '/nothing', {}],
    [404, 'GET', '/%', {}],
    [405, 'DELETE', '/graphql', {}],
    [415, 'POST', '/graphql', { 'content-encoding': 'gzip' }],
    [421, 'GET', '/graphql', { host: 'other.example.com' }],
  ])('is also returned with status %i', async (status, method, path, headers) => {
    const response = await ask({ 'x-request-id': 'mine', ...headers }, path, method);
    // fetch sets Host itself.
    if (status !== 421) expect(response.status).toBe(status);
    expect(response.headers.get('x-request-id')).toBe('mine');
  });

  test('is readable for pages of other origins', async () => {
    const { headers } = await ask({ origin: 'https://app.example.com' });
    expect(headers.get('access-control-expose-headers')).toContain('x-request-id');
  });
});

describe('the log line of a request', () => {
  const query = '{ __typename }';

  test('has the name of the key', async () => {
    const line = await lineOf(() => board.query(query, {}, { 'x-api-key': SECRET }));
    expect(line).toMatchObject({ status: 200, key: 'reporting' });
  });

  // Red if the subject itself is logged.
  test('has the hash of a token’s subject', async () => {
    const authorization = `Bearer ${await aToken(issuer, key, { sub: SUBJECT })}`;
    const line = await lineOf(() => board.query(query, {}, { authorization }));
    expect(line).toMatchObject({ status: 200, subject: hashOf(SUBJECT) });
    expect(line).not.toHaveProperty('key');
  });

  test('has the hash of a token without a subject', async () => {
    const token = await aToken(issuer, key, { sub: undefined });
    const line = await lineOf(() => board.query(query, {}, { authorization: `Bearer ${token}` }));
    expect(line).toMatchObject({ status: 200, token: hashOf(token) });
  });

  test('names no caller if authentication fails', async () => {
    const line = await lineOf(() => board.query(query, {}, { 'x-api-key': 'guessed-canary' }));
    expect(line).toMatchObject({ status: 401 });
    for (const field of ['key', 'subject', 'token']) expect(line).not.toHaveProperty(field);
  });

  test.each([
    ['an event stream', byEventStream],
    ['a WebSocket, whose first message contains the key', byWebSocket],
  ])('has the name of the key of %s', async (_, subscribe) => {
    const line = await lineOf(async () => {
      const subscriber = subscribe(board.url, CALL_ADDED, { 'x-api-key': SECRET });
      await eventually(() => board.sandbox.requests.length > 0);
      board.sandbox.clearRequests();
      await eventually(() => board.sandbox.requests.length > 0);
      subscriber.leave();
    });
    expect(line).toMatchObject({ route: '/graphql', key: 'reporting' });
  });

  test('has no secrets and no personal data', () => {
    expect(JSON.stringify(board.log)).not.toMatch(/canary|ewa|Bearer/);
  });
});

test('the log line of a traced request has the trace id, the caller’s or a new one', async () => {
  await using collector = await startCollector();
  const { url } = collector;
  const sampling = { serviceName: 'switchboard', sampler: 'always_on', parentBased: true, ratio: 1 } as const;
  const traces = openTraces({ url, ...sampling }, aLogger().logger);
  await using traced = await startSwitchboard({ sandbox: { data: aCompany([0]) }, traces });
  const id = '0af7651916cd43dd8448eb211c80319c';
  const ask = (headers = {}) => lineOf(() => traced.query('{ __typename }', {}, headers), traced);
  expect(await ask({ traceparent: `00-${id}-b7ad6b7169203331-01` })).toMatchObject({ traceId: id });
  const line = await ask();
  await traces.close();
  const ids = collector.spans().map(({ traceId }) => traceId);
  expect(ids).toContain(line?.['traceId']);
  expect(line?.['traceId']).not.toBe(id);
});
