import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import type { ClientSource } from '../../../src/domain/sources.js';
import { answerJson } from '../../support/http-server.js';
import { anApp, type Ringme, startRingme, tokenPath } from './a-ringme.js';
import { documentedExample } from './documented-example.js';

const scope = aScope();
const second = 1000;

let ringme: Ringme;
let source: ClientSource;
/** The tokens that the client resource accepts. */
let accepted: Set<string>;
let issued: number;

beforeEach(async () => {
  ringme = await startRingme();
  source = ringme.source({ auth: anApp(ringme.server) });
  accepted = new Set();
  issued = 0;
  serve((response) => answerToken(response, { token_type: 'Bearer', expires_in: 3600 }));
});

afterEach(() => ringme.close());

/** Handles token requests like this, and returns the client for every token in `accepted`. */
function serve(answerTokenRequest: (response: ServerResponse) => void) {
  ringme.server.answer(({ target, headers }, response) => {
    if (target === tokenPath) answerTokenRequest(response);
    else if (accepted.has(headers.authorization ?? '')) answerJson(response, documentedExample);
    else answerJson(response, { message: 'unauthorized' }, 401);
  });
}

/** Issues `private-1`, `private-2` and so on. */
function answerToken(response: ServerResponse, fields: object = {}) {
  issued += 1;
  accepted.add(`Bearer private-${String(issued)}`);
  answerJson(response, { access_token: `private-${String(issued)}`, ...fields });
}

const client = async () => source.client(scope);

describe('a token', () => {
  test('is requested with client credentials in a form, and sent as a bearer token', async () => {
    await client();
    expect(ringme.server.arrived).toMatchObject([
      {
        method: 'POST',
        target: tokenPath,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials&client_id=app-id&client_secret=private-secret',
      },
      { method: 'GET', headers: { authorization: 'Bearer private-1' } },
    ]);
  });

  test('is cached until shortly before it expires', async () => {
    await client();
    ringme.now = 3539 * second;
    await client();
    expect(ringme.tokenRequests).toHaveLength(1);
    ringme.now = 3540 * second;
    await client();
    expect(ringme.tokenRequests).toHaveLength(2);
    expect(ringme.clientRequests).toHaveLength(3);
  });

  test('with a lifetime of 30 seconds is cached for 90% of it', async () => {
    serve((response) => answerToken(response, { expires_in: '30' }));
    await client();
    ringme.now = 26 * second;
    await client();
    expect(ringme.tokenRequests).toHaveLength(1);
    ringme.now = 27 * second;
    await client();
    expect(ringme.tokenRequests).toHaveLength(2);
  });

  test.each([{}, { expires_in: null }, { expires_in: 0 }, { expires_in: 'never' }])(
    'without a valid lifetime is cached until a 401: %j',
    async (fields) => {
      serve((response) => answerToken(response, fields));
      await client();
      ringme.now = 1e12;
      await client();
      expect(ringme.tokenRequests).toHaveLength(1);
      accepted.clear();
      await client();
      expect(ringme.tokenRequests).toHaveLength(2);
    },
  );

  test('is requested once for all concurrent callers', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, client));
    expect(clients).toHaveLength(20);
    expect(ringme.tokenRequests).toHaveLength(1);
    expect(ringme.clientRequests).toHaveLength(20);
  });

  test('is never logged, nor is the secret', async () => {
    await client();
    accepted.clear();
    await client();
    serve((response) => answerJson(response, { error: 'private-reason' }, 401));
    accepted.clear();
    await client().catch(() => undefined);
    expect(ringme.lines.filter(({ route }) => route === 'token')).toHaveLength(3);
    expect(JSON.stringify(ringme.lines)).not.toContain('private');
  });
});

describe('a 401', () => {
  test('before the token expires causes one new token and one retry', async () => {
    await client();
    accepted.clear();
    expect(await client()).toMatchObject({ clientId: '12' });
    expect(ringme.tokenRequests).toHaveLength(2);
    expect(ringme.clientRequests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer private-1',
      'Bearer private-1',
      'Bearer private-2',
    ]);
  });

  test('to concurrent requests causes one new token for all of them', async () => {
    await client();
    accepted.clear();
    await Promise.all(Array.from({ length: 10 }, client));
    expect(ringme.tokenRequests).toHaveLength(2);
  });

  test('to the new token as well is UPSTREAM_UNAUTHORIZED without a third attempt', async () => {
    serve((response) => answerJson(response, { access_token: 'never-accepted' }));
    await expect(client()).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED' });
    expect(ringme.tokenRequests).toHaveLength(2);
    expect(ringme.clientRequests).toHaveLength(2);
  });

  test('to a fixed token is UPSTREAM_UNAUTHORIZED after one request', async () => {
    await expect(ringme.source().client(scope)).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED' });
    expect(ringme.server.arrived).toHaveLength(1);
  });
});

const REFUSALS = [
  [401, { message: 'unauthorized' }],
  [403, { message: 'access_denied', status: 403 }],
  [403, {}],
  [400, { error: 'invalid_token' }],
  [400, { message: 'Token is expired' }],
] as const;

/** Rejects all tokens but those in `accepted`, and writes of fields that this application may not write. */
function refuseBy(status: number, body: object, mayWrite = true) {
  ringme.server.answer(({ target, method, headers }, response) => {
    if (target === tokenPath) answerToken(response);
    else if (!accepted.has(headers.authorization ?? '')) answerJson(response, body, status);
    else if (method === 'PUT' && !mayWrite) answerJson(response, { message: 'access_denied' }, 403);
    else answerJson(response, documentedExample);
  });
}

const sentRequests = () =>
  ringme.clientRequests.map(({ method, headers }) => `${method} ${headers.authorization?.slice(-1) ?? ''}`);

describe.each(REFUSALS)('an expired token that is rejected with %d %j', (status, body) => {
  // Red if only a 401 replaces the token: every read would fail until the token expires.
  test('is replaced once, transparently to the caller', async () => {
    refuseBy(status, body);
    await client();
    accepted.clear();
    expect(await client()).toMatchObject({ clientId: '12' });
    expect(sentRequests()).toEqual(['GET 1', 'GET 1', 'GET 2']);
    expect(ringme.tokenRequests).toHaveLength(2);
  });

  test('doesn’t prevent an update, which is applied once', async () => {
    refuseBy(status, body);
    await client();
    accepted.clear();
    const result = await source.updateClient({ timezone: 'Europe/Moscow' }, scope);
    expect(result).toMatchObject({ outcome: 'UPDATED' });
    const looks = status === 403 ? ['GET 1', 'GET 2'] : [];
    expect(sentRequests()).toEqual(['GET 1', 'PUT 1', ...looks, 'PUT 2']);
  });

  // Red if the caller is told of a wrong value or field, or gets data from before the credentials were rejected.
  test('is UPSTREAM_UNAUTHORIZED for reads and updates if there is no other', async () => {
    refuseBy(status, body);
    const fixed = ringme.source();
    await expect(fixed.client(scope)).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED' });
    await expect(fixed.updateClient({ timezone: 'Europe/Moscow' }, scope)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAUTHORIZED',
    });
    expect(sentRequests()).toEqual(['GET n', 'PUT n', ...(status === 403 ? ['GET n'] : [])]);
  });

  // Red if a new token that is rejected is replaced, too: each read would take three requests.
  test('isn’t replaced again for a minute if the new token is also rejected', async () => {
    ringme.server.answer(({ target }, response) => {
      if (target === tokenPath) answerToken(response);
      else answerJson(response, body, status);
    });
    for (let count = 0; count < 3; count += 1) await client().catch(() => undefined);
    expect(ringme.tokenRequests).toHaveLength(2);
    expect(sentRequests()).toEqual(['GET 1', 'GET 2', 'GET 2', 'GET 2']);
    ringme.now += 60 * second;
    await client().catch(() => undefined);
    expect(ringme.tokenRequests).toHaveLength(3);
  });
});

describe('a rejection that isn’t about the token', () => {
  // Red if a write is repeated after a 403, which may be about the field.
  test('of an update is NOT_PERMITTED, and the update is sent once', async () => {
    refuseBy(401, {}, false);
    const result = await source.updateClient({ timezone: 'Europe/Moscow' }, scope);
    expect(result).toEqual({ outcome: 'NOT_PERMITTED' });
    expect(sentRequests()).toEqual(['PUT 1', 'GET 1']);
    expect(ringme.tokenRequests).toHaveLength(1);
  });

  test('with status 400 doesn’t replace the token', async () => {
    refuseBy(400, { message: 'invalid client id' });
    await client();
    accepted.clear();
    await expect(client()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(ringme.tokenRequests).toHaveLength(1);
  });

  test('of an update with a fixed token is NOT_PERMITTED, and the update is sent once', async () => {
    refuseBy(401, {}, false);
    accepted.add('Bearer private-token');
    const result = await ringme.source().updateClient({ timezone: 'Europe/Moscow' }, scope);
    expect(result).toEqual({ outcome: 'NOT_PERMITTED' });
    expect(sentRequests()).toEqual(['PUT n', 'GET n']);
  });
});

describe('a token request that fails', () => {
  test.each([
    [400, { error: 'invalid_client' }, 'UPSTREAM_UNAUTHORIZED'],
    [401, { error: 'invalid_client' }, 'UPSTREAM_UNAUTHORIZED'],
    [403, {}, 'UPSTREAM_UNAUTHORIZED'],
    [404, {}, 'UPSTREAM_BAD_RESPONSE'],
    [429, {}, 'UPSTREAM_RATE_LIMITED'],
    [503, {}, 'UPSTREAM_UNAVAILABLE'],
    [200, {}, 'UPSTREAM_BAD_RESPONSE'],
    [200, [], 'UPSTREAM_BAD_RESPONSE'],
    [200, { access_token: '' }, 'UPSTREAM_BAD_RESPONSE'],
    [200, { access_token: 'two\r\nlines: 1' }, 'UPSTREAM_BAD_RESPONSE'],
    [200, { access_token: 12 }, 'UPSTREAM_BAD_RESPONSE'],
  ])('with %d %j is %s for the caller, and the client isn’t requested', async (status, body, code) => {
    serve((response) => answerJson(response, body, status));
    // Less than the minimum wait of a rate limit, which is a second.
    await expect(source.client(aScopeWith(900))).rejects.toMatchObject({ code, provider: 'ringme' });
    expect(ringme.clientRequests).toEqual([]);
  });

  test('doesn’t prevent the next caller from retrying', async () => {
    serve((response) => answerJson(response, {}, 503));
    await expect(client()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    serve((response) => answerToken(response));
    expect(await client()).toMatchObject({ clientId: '12' });
  });
});

describe('a caller that aborts', () => {
  test('while a token is requested gets UPSTREAM_TIMEOUT at once, and the other callers get their token', async () => {
    const leaving = new AbortController();
    const { promise: held, resolve: arrived } = Promise.withResolvers<ServerResponse>();
    serve(arrived);
    const left = source.client(aScope({ signal: leaving.signal }));
    const stayed = client();
    const response = await held;
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', provider: 'ringme' });
    answerToken(response);
    expect(await stayed).toMatchObject({ clientId: '12' });
    expect(ringme.tokenRequests).toHaveLength(1);
    expect(ringme.clientRequests).toHaveLength(1);
  });

  test('as the last one waiting for a token aborts the token request', async () => {
    const leaving = new AbortController();
    const { promise: held, resolve: arrived } = Promise.withResolvers<ServerResponse>();
    serve(arrived);
    const left = Promise.allSettled([
      source.client(aScope({ signal: leaving.signal })),
      source.client(aScope({ signal: leaving.signal })),
    ]);
    const response = await held;
    const ended = once(response, 'close');
    leaving.abort();
    await ended;
    expect(await left).toMatchObject([{ reason: { code: 'UPSTREAM_TIMEOUT' } }, {}]);
    expect(ringme.clientRequests).toEqual([]);
  });

  test('before the request starts gets UPSTREAM_TIMEOUT, and nothing is sent', async () => {
    await expect(source.client(aScope({ signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    expect(ringme.server.connections).toBe(0);
  });
});
