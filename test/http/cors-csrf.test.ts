import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { aClient } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anAuth } from '../support/an-api-key.js';

const APP = 'https://app.example.com';
const OTHER = 'https://other.example.com';
const READ = '{ client { name } }';
const ANSWER = { data: { client: { name: 'ringme_test' } } };
const data = { client: aClient() };

const get = (board: Switchboard, headers: Record<string, string> = {}) =>
  fetch(`${board.url}/graphql?${new URLSearchParams({ query: READ }).toString()}`, { headers });

describe.each([
  ['development', false],
  ['production', true],
])('in %s', (_, production) => {
  let board: Switchboard;

  beforeAll(async () => {
    board = await startSwitchboard({ sandbox: { data }, server: { production } });
  });
  afterAll(() => board.close());
  beforeEach(() => board.sandbox.clearRequests());

  test.each<[string, Record<string, string>]>([
    ['from a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a page of the same site', { 'sec-fetch-site': 'same-site' }],
    ['with an Origin header', { origin: OTHER }],
    ['with a foreign Origin header and Sec-Fetch-Site: none', { origin: OTHER, 'sec-fetch-site': 'none' }],
    ['with Origin: null (a local file)', { origin: 'null' }],
  ])('rejects a GET query %s', async (_kind, headers) => {
    const response = await get(board, headers);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('CSRF');
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each([
    'text/plain',
    'text/plain;charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ])('rejects a POST with content type %j, whatever its other headers', async (type) => {
    for (const headers of [{}, { 'apollo-require-preflight': 'true' }, { 'sec-fetch-site': 'same-origin' }]) {
      const response = await fetch(`${board.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type, ...headers },
        body: JSON.stringify({ query: READ }),
      });
      expect([400, 415]).toContain(response.status);
    }
    expect(board.sandbox.requests).toEqual([]);
  });

  test('sends no CORS headers to pages of other origins (guard: corsOrigins)', async () => {
    const preflight = await fetch(`${board.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: APP, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(405);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const answer = await get(board, { origin: APP, 'apollo-require-preflight': 'true' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('in production, a GET query requires a header that triggers a preflight', async () => {
  await using board = await startSwitchboard({ sandbox: { data }, server: { production: true } });
  expect((await get(board)).status).toBe(400);
  expect((await get(board, { 'sec-fetch-site': 'same-origin' })).status).toBe(400);
  const response = await get(board, { 'apollo-require-preflight': 'true' });
  expect(await response.json()).toEqual(ANSWER);
});

test('in development, answers a GET query from a non-browser client or from Switchboard’s own page', async () => {
  await using board = await startSwitchboard({ sandbox: { data } });
  for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }]) {
    expect(await (await get(board, headers)).json()).toEqual(ANSWER);
  }
});

describe('with an origin in corsOrigins', () => {
  let board: Switchboard;

  beforeAll(async () => {
    board = await startSwitchboard({
      sandbox: { data },
      server: { corsOrigins: [APP] },
      auth: anAuth([]),
    });
  });
  afterAll(() => board.close());

  const preflight = (origin: string) =>
    fetch(`${board.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-api-key',
      },
    });

  test('a preflight request succeeds without a key and does not allow credentials', async () => {
    const { status, headers } = await preflight(APP);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')).toBe('content-type,x-api-key');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
  });

  test('its pages can read error responses', async () => {
    const response = await get(board, { origin: APP, 'apollo-require-preflight': 'true' });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe(APP);
  });

  test('its pages can read the 503 during shutdown (guard: the order of the hooks)', async () => {
    await using closing = await startSwitchboard({
      sandbox: { data },
      server: { corsOrigins: [APP] },
      upstream: { attemptTimeout: 2, deadline: 2 },
    });
    closing.sandbox.behaviour.faults = [{ hang: true }];
    const slow = get(closing, { origin: APP, 'apollo-require-preflight': 'true' });
    await eventually(() => closing.sandbox.requests.length > 0);
    const closed = closing.close();
    const response = await get(closing, { origin: APP, 'apollo-require-preflight': 'true' });
    expect(response.status).toBe(503);
    expect(response.headers.get('access-control-allow-origin')).toBe(APP);
    expect(response.headers.get('access-control-expose-headers')).toBe('retry-after, x-request-id');
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'The server is shutting down; retry on another replica.' }],
    });
    await slow;
    await closed;
  });

  test.each([OTHER, 'https://app.example.com.evil.example', 'http://app.example.com', 'null'])(
    'the origin %s is not allowed',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
