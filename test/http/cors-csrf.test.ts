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
    ['that a page of another site makes', { 'sec-fetch-site': 'cross-site' }],
    ['that a page of the same site makes', { 'sec-fetch-site': 'same-site' }],
    ['with an origin', { origin: OTHER }],
    ['with an origin that pretends to be its own', { origin: OTHER, 'sec-fetch-site': 'none' }],
    ['with the origin of a file', { origin: 'null' }],
  ])(
    'a query by GET %s is refused (guard: Apollo’s csrfPrevention, cross-site.ts)',
    async (_kind, headers) => {
      const response = await get(board, headers);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('CSRF');
      expect(board.sandbox.requests).toEqual([]);
    },
  );

  test.each([
    'text/plain',
    'text/plain;charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ])('a POST of %j is refused, whatever header comes with it', async (type) => {
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

  test('no page of another origin may ask (guard: corsOrigins)', async () => {
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

test('in production a query by GET needs a header that a browser asks for first', async () => {
  await using board = await startSwitchboard({ sandbox: { data }, server: { production: true } });
  expect((await get(board)).status).toBe(400);
  expect((await get(board, { 'sec-fetch-site': 'same-origin' })).status).toBe(400);
  const response = await get(board, { 'apollo-require-preflight': 'true' });
  expect(await response.json()).toEqual(ANSWER);
});

test('in development a query by GET that no browser sends, or the own page, is answered', async () => {
  await using board = await startSwitchboard({ sandbox: { data } });
  for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }]) {
    expect(await (await get(board, headers)).json()).toEqual(ANSWER);
  }
});

describe('with an origin that may ask', () => {
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

  test('its browser is told so, without a key, and without cookies', async () => {
    const { status, headers } = await preflight(APP);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')).toBe('content-type,x-api-key');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
  });

  test('its page may read a refusal, too', async () => {
    const response = await get(board, { origin: APP, 'apollo-require-preflight': 'true' });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe(APP);
  });

  test('its page may read that the server is shutting down (guard: the order of the hooks)', async () => {
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
    '%s may not',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
