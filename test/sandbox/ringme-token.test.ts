import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.close());

const grant = (changes: Record<string, string> = {}): URLSearchParams =>
  new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: sandbox.credentials.ringmeAppId,
    client_secret: sandbox.credentials.ringmeAppSecret,
    ...changes,
  });
const token = (body: URLSearchParams | string): Promise<Response> =>
  fetch(sandbox.ringmeTokenUrl, { method: 'POST', body });
const statusWith = async (bearer: string): Promise<number> => {
  const headers = { authorization: `Bearer ${bearer}` };
  return (await fetch(`${sandbox.ringmeUrl}/client/@me/client/`, { headers })).status;
};

test('the token endpoint issues a token that works until it expires', async () => {
  expect(await (await token(grant())).json()).toEqual({
    access_token: 'sandbox-issued-token-1',
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'all',
  });
  expect(await statusWith('sandbox-issued-token-1')).toBe(200);
  sandbox.expireTokens();
  expect(await statusWith('sandbox-issued-token-1')).toBe(401);
  expect(await statusWith(sandbox.credentials.ringmeToken)).toBe(200);
});

test('a token with a lifetime of 0 is never accepted', async () => {
  sandbox.behaviour.tokenLifetime = 0;
  await token(grant());
  expect(await statusWith('sandbox-issued-token-1')).toBe(401);
});

test('expires_in is omitted if the token lifetime is null', async () => {
  sandbox.behaviour.tokenLifetime = null;
  expect(await (await token(grant())).json()).not.toHaveProperty('expires_in');
  expect(await statusWith('sandbox-issued-token-1')).toBe(200);
});

test.each([{ client_id: '12' }, { client_secret: 'wrong' }])(
  'the token endpoint rejects %j as invalid_client',
  async (changes) => {
    const response = await token(grant(changes));
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'invalid_client' });
  },
);

test('the token endpoint rejects other grants and content types', async () => {
  expect((await token(grant({ grant_type: 'password' }))).status).toBe(400);
  expect((await token(JSON.stringify(Object.fromEntries(grant())))).status).toBe(400);
});
