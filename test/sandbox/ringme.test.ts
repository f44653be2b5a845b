import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aClient } from '../support/builders.js';
import { fields } from './wire-forms.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ data: { client: aClient() } });
});

afterEach(() => sandbox.close());

async function client(
  path: string,
  {
    method = 'GET',
    body,
    headers = {},
  }: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(sandbox.ringmeUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${sandbox.credentials.ringmeToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
}

const put = (body: string): Promise<Response> => client('/client/@me/client/', { method: 'PUT', body });

describe('reading the client', () => {
  test.each([
    '/client/@me/client/',
    '/client/12/client/',
    '/client/client_info/@me/',
    '/client/client_info/12/',
  ])('GET %s returns the documented example with its 28 fields, gzipped', async (path) => {
    const response = await client(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const body = await response.json();
    expect(body).toEqual(aClient());
    expect(Object.keys(fields(body))).toHaveLength(28);
  });

  test.each([
    '/client/@me/client',
    '/client/client_info/12',
    '/client/@me/',
    '/clients/',
    '/client/foo/bar/client/@me/client/',
    '/client/client_info/foo/client/client_info/@me/',
  ])('GET %s returns 404', async (path) => {
    expect((await client(path)).status).toBe(404);
  });

  test("another client's id returns 404", async () => {
    const response = await client('/client/13/client/');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'client_not_found', status: 404 });
  });

  test.each(['', 'Bearer wrong', 'sandbox-ringme-token'])(
    'the authorization %p is rejected',
    async (authorization) => {
      const response = await client('/client/@me/client/', { headers: { authorization } });
      expect(response.status).toBe(401);
    },
  );

  test('a request that doesn’t accept gzip returns 406', async () => {
    const response = await client('/client/@me/client/', { headers: { 'accept-encoding': 'identity' } });
    expect(response.status).toBe(406);
  });

  test('an id above 2^53 is returned as a number with all its digits', async () => {
    sandbox.data.client = aClient({ hold_music: 18446744073709551615n });
    expect(await (await client('/client/@me/client/')).text()).toContain(
      '"hold_music":18446744073709551615,',
    );
  });

  test('responses have rate limit headers, and 429 follows when the limit is exhausted', async () => {
    sandbox.behaviour.ringmeQuota = 1;
    const allowed = await client('/client/@me/client/');
    expect(allowed.headers.get('x-ratelimit-limit')).toBe('1');
    expect(allowed.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(allowed.headers.get('x-ratelimit-reset'))).toBeLessThanOrEqual(3600);
    const refused = await client('/client/@me/client/');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual({ message: 'rate_limit_exceeded', status: 429 });
  });
});

describe('changing the client', () => {
  test('PUT changes the fields sent, clears those that are null, and returns the whole client', async () => {
    sandbox.data.client = aClient({ geo_list: 'RU US BY' });
    const response = await put('{"timezone":"Europe/Warsaw","geo_list":null}');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(aClient({ timezone: 'Europe/Warsaw', geo_list: null }));
    expect(await (await client('/client/client_info/12/')).json()).toMatchObject({
      timezone: 'Europe/Warsaw',
    });
  });

  test('PUT keeps every digit of an id above 2^53, as does the request log', async () => {
    const response = await put('{"dial_rule_id":9007199254740993}');
    expect(await response.text()).toContain('"dial_rule_id":9007199254740993,');
    expect(sandbox.requests[0]?.body).toEqual({ dial_rule_id: 9007199254740993n });
  });

  test('PUT accepts all seven writable fields at once', async () => {
    const changes = {
      dial_rule_id: 1,
      disk_space_notify_email: 'it@example.com',
      disk_space_notify_threshold: 90,
      geo_list: '*',
      hold_music: 2,
      sip_network_permission_id: 3,
      timezone: 'Asia/Jerusalem',
    };
    expect(await (await put(JSON.stringify(changes))).json()).toEqual(aClient(changes));
  });

  test.each([
    '{"name":"x"}',
    '{"timezone":"Europe/Warsaw","id":13}',
    '{"unheard_of":null}',
    '{"toString":1}',
  ])('PUT %s returns 403 and changes nothing', async (body) => {
    const response = await put(body);
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'access_denied', status: 403 });
    expect(sandbox.data.client).toEqual(aClient());
  });

  test('PUT returns 403 for a field that the application may not write', async () => {
    sandbox.behaviour.writableFields = ['timezone'];
    expect((await put('{"geo_list":"*"}')).status).toBe(403);
    expect((await put('{"timezone":"Europe/Berlin"}')).status).toBe(200);
  });

  test.each([
    '{"dial_rule_id":"19"}',
    '{"dial_rule_id":1.5}',
    '{"hold_music":-1}',
    '{"hold_music":18446744073709551616}',
    '{"disk_space_notify_threshold":true}',
    '{"timezone":3}',
    '{"geo_list":["RU"]}',
    '["timezone"]',
    '{"timezone":',
  ])('PUT %s returns 400 and changes nothing', async (body) => {
    expect((await put(body)).status).toBe(400);
    expect(sandbox.data.client).toEqual(aClient());
  });
});
