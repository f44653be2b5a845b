import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { exportSPKI, importJWK, type CryptoKey } from 'jose';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aKey, anIssuer, aToken, type Issuer, type SigningKey } from '../support/an-issuer.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { later } from './later.js';

const MINUTE = 60_000;

let key: SigningKey;
let issuer: Issuer;
let board: Switchboard;

async function startBoard(of: Issuer): Promise<Switchboard> {
  return startSwitchboard({
    sandbox: { data: aCompany([0]) },
    auth: anAuth([anApiKey('a-key')], of.settings),
    workspaces: (sandbox) => ['acme', 'other'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
  });
}

beforeAll(async () => {
  key = await aKey('first');
  issuer = await anIssuer(key);
  board = await startBoard(issuer);
});
beforeEach(() => board.sandbox.clearRequests());
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await board.close();
  await issuer[Symbol.asyncDispose]();
});

interface Outcome {
  readonly status: number;
  readonly code: unknown;
  readonly message: unknown;
  readonly challenge: string | null;
}

async function ask(
  token: string,
  headers: Readonly<Record<string, string>> = {},
  at: Switchboard = board,
): Promise<Outcome> {
  const response = await fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  const body: unknown = JSON.parse((await response.text()) || '{}');
  const error = (body as { errors?: { message: string; extensions: { code: string } }[] }).errors?.[0];
  return {
    status: response.status,
    code: error?.extensions.code,
    message: error?.message,
    challenge: response.headers.get('www-authenticate'),
  };
}

const TAKEN = { status: 200, code: undefined };
const REFUSED = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'The token is not valid.',
  challenge: 'Bearer error="invalid_token"',
};

describe('a token of the issuer', () => {
  test('grants access only to the workspaces and scopes that it names', async () => {
    const query = `query ($from: DateTime!, $to: DateTime!) {
      calls(from: $from, to: $to) { totalCount } extensions { totalCount } client(workspace: "other") { id }
    }`;
    const token = await aToken(issuer, key, { scope: 'calls:read clients:read calls:erase' });
    const { data, errors } = await board.query(query, DAY, { authorization: `bearer ${token}` });
    expect(data).toEqual({ calls: { totalCount: 50 }, extensions: null, client: null });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['extensions'], 'FORBIDDEN'],
      [['client'], 'BAD_USER_INPUT'],
    ]);
  });

  test.each([
    ['several audiences', { aud: ['someone', 'switchboard'] }],
    ['unknown workspaces besides a known one', { workspaces: ['nowhere', 'acme', '__proto__'] }],
    ['neither scopes nor workspaces', { scope: undefined, workspaces: undefined }],
    ['no subject', { sub: undefined }],
  ])('is accepted with %s', async (_, claims) => {
    expect(await ask(await aToken(issuer, key, claims))).toMatchObject(TAKEN);
  });

  test('is accepted with an expiry one second ago (clock skew)', async () => {
    const exp = Math.floor(Date.now() / 1000) - 1;
    expect(await ask(await aToken(issuer, key, { exp }))).toMatchObject(TAKEN);
  });

  test('grants nothing without workspaces or scopes', async () => {
    const token = await aToken(issuer, key, { scope: undefined, workspaces: undefined });
    const { data, errors } = await board.query(
      '{ clients { id } extensions(workspace: "acme") { totalCount } }',
      {},
      {
        authorization: `Bearer ${token}`,
      },
    );
    expect(data).toEqual({ clients: null, extensions: null });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  test('masks personal data if the issuer’s settings say so', async () => {
    await using masking = await anIssuer(key);
    Object.assign(masking.settings, { maskPersonalData: true });
    await using other = await startBoard(masking);
    const query =
      'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to, first: 1) { nodes { externalParty { phone { e164 } } } } }';
    const number = async (scope: string) => {
      const authorization = `Bearer ${await aToken(masking, key, { scope })}`;
      return JSON.stringify((await other.query(query, DAY, { authorization })).data);
    };
    expect(await number('calls:read')).toContain('"+48 *** *** 123"');
    expect(await number('calls:read pii:read')).toContain('"+48600000123"');
  });

  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const other = await aKey('other', alg);
    await using its = await anIssuer(other);
    await using at = await startBoard(its);
    expect(await ask(await aToken(its, other), {}, at)).toMatchObject(TAKEN);
  });
});

// Red without the check of that claim, of the algorithm or of the length.
describe('a token is rejected without a reason in the response', () => {
  const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;

  test.each([
    ['of another issuer', { iss: 'https://login.example' }],
    ['without an issuer', { iss: undefined }],
    ['for another audience', { aud: 'someone' }],
    ['for an audience that contains ours as a substring', { aud: ['switchboard-test'] }],
    ['without an audience', { aud: undefined }],
    ['that is not valid yet', { nbf: seconds(60) }],
    ['without an expiry', { exp: undefined }],
    ['whose expiry is a string', { exp: String(seconds(60)) }],
    ['whose scope is a list', { scope: ['calls:read'] }],
    ['whose workspaces are a string', { workspaces: 'acme' }],
    ['whose workspaces aren’t all strings', { workspaces: ['acme', 1] }],
    ['whose workspaces are null', { workspaces: null }],
    ['that is too long', { padding: 'x'.repeat(7000) }],
  ])('%s', async (_, claims) => {
    expect(await ask(await aToken(issuer, key, claims))).toEqual(REFUSED);
  });

  test('signed by another key with the same id', async () => {
    expect(await ask(await aToken(issuer, await aKey('first')))).toEqual(REFUSED);
  });

  test('whose claims were changed after signing', async () => {
    const [header, , signature] = (await aToken(issuer, key)).split('.');
    const claims = Buffer.from(JSON.stringify({ iss: issuer.settings.issuer })).toString('base64url');
    expect(await ask(`${header}.${claims}.${signature}`)).toEqual(REFUSED);
  });

  test.each(['none', 'NONE', 'None'])('whose algorithm is %s', async (alg) => {
    const [, claims = ''] = (await aToken(issuer, key)).split('.');
    const header = Buffer.from(JSON.stringify({ alg, kid: key.kid })).toString('base64url');
    expect(await ask(`${header}.${claims}.`)).toEqual(REFUSED);
  });

  test('signed with the public key as a shared secret', async () => {
    const [, claims = ''] = (await aToken(issuer, key)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: key.kid })).toString('base64url');
    const publicKey = (await importJWK(key.publicJwk, 'ES256')) as CryptoKey;
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(key.publicJwk)]) {
      const signature = createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url');
      expect(await ask(`${header}.${claims}.${signature}`)).toEqual(REFUSED);
    }
  });

  test('with its own key in the header', async () => {
    const own = await aKey('own');
    const header = { jwk: own.publicJwk, kid: undefined, jku: 'http://127.0.0.1:1/keys' };
    expect(await ask(await aToken(issuer, own, {}, header))).toEqual(REFUSED);
  });

  test('signed by the issuer’s key with an unsupported algorithm', async () => {
    const other = await aKey('other', 'ES384');
    await using its = await anIssuer(other);
    await using at = await startBoard(its);
    expect(await ask(await aToken(its, other), {}, at)).toEqual(REFUSED);
  });

  test.each(['x', 'a.b.c', '..', 'everything', '{}', 'a b c'])('that is %j', async (text) => {
    expect(await ask(text)).toEqual(REFUSED);
  });
});

test('rejects an expired token and says that it has expired', async () => {
  const token = await aToken(issuer, key, { exp: Math.floor(Date.now() / 1000) - 60 });
  expect(await ask(token)).toEqual({
    status: 401,
    code: 'UNAUTHENTICATED',
    message: 'The token has expired.',
    challenge: 'Bearer error="invalid_token", error_description="The token has expired"',
  });
});

test('rejects a token that exceeds the header limit with 431', async () => {
  expect((await ask('x'.repeat(20_000))).status).toBe(431);
});

test('a request without a bearer token gets the challenge Bearer', async () => {
  for (const authorization of ['', 'Basic ZXdhOmV3YQ==', 'Bearer', 'Bearer ']) {
    expect(await ask('', { authorization })).toMatchObject({ status: 401, challenge: 'Bearer' });
  }
});

// Red if either of the two takes precedence.
test('rejects a token together with a key, whether they are valid or not', async () => {
  const token = await aToken(issuer, key);
  for (const [bearer, apiKey] of [
    [token, 'a-key'],
    [token, 'guessed'],
    ['guessed', 'a-key'],
  ] as const) {
    expect(await ask(bearer, { 'x-api-key': apiKey })).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'Send either an API key or a bearer token, not both.',
    });
  }
});

test('if bearer tokens are not configured, ignores one and checks the key', async () => {
  await using at = await startSwitchboard({
    auth: anAuth([anApiKey('a-key', { workspaces: ['sandbox'] })]),
  });
  expect(await ask('of-a-proxy', { 'x-api-key': 'a-key' }, at)).toMatchObject(TAKEN);
  expect(await ask('of-a-proxy', {}, at)).toMatchObject({ status: 401, challenge: 'ApiKey' });
});

describe('a token without a key id', () => {
  test('is accepted if the issuer has one key, and rejected if it has several', async () => {
    const keys = [await aKey('one'), await aKey('two')] as const;
    await using its = await anIssuer(keys[0]);
    await using at = await startBoard(its);
    const token = await aToken(its, keys[0], {}, { kid: undefined });
    expect(await ask(token, {}, at)).toMatchObject(TAKEN);
    its.keys = keys;
    later(11 * MINUTE);
    expect(await ask(token, {}, at)).toEqual(REFUSED);
  });
});

test('fetches an empty key set again within seconds (guard: EMPTY_COOLDOWN)', async () => {
  await using its = await anIssuer();
  await using at = await startBoard(its);
  const token = await aToken(its, key);
  expect(await ask(token, {}, at)).toMatchObject({ status: 503, code: 'AUTHENTICATION_UNAVAILABLE' });
  its.keys = [key];
  later(1000);
  expect(await ask(token, {}, at)).toMatchObject(TAKEN);
});

describe('the issuer’s keys', () => {
  test('are fetched once; a new key is found after half a minute, and a removed key is rejected', async () => {
    const [old, fresh] = [await aKey('old'), await aKey('new')];
    await using its = await anIssuer(old);
    await using at = await startBoard(its);
    const [first, second] = [await aToken(its, old), await aToken(its, fresh)];
    expect(await ask(first, {}, at)).toMatchObject(TAKEN);
    expect(await ask(await aToken(its, old, { sub: 'jan' }), {}, at)).toMatchObject(TAKEN);
    expect(its.requests).toBe(1);

    its.keys = [fresh];
    // Red without the cool-down: every made-up key id would cause a request to the issuer.
    expect(await ask(second, {}, at)).toEqual(REFUSED);
    expect(its.requests).toBe(1);
    later(31_000);
    expect(await ask(second, {}, at)).toMatchObject(TAKEN);
    expect(its.requests).toBe(2);
    // Red if tokens are cached for as long as they are valid.
    expect(await ask(first, {}, at)).toMatchObject(TAKEN);
    later(11 * MINUTE);
    expect(await ask(first, {}, at)).toEqual(REFUSED);
  });

  test.each(['broken', 'no JSON', 'no content', 'elsewhere', 'silent'] as const)(
    'cause a 503 instead of a 401 while they can’t be fetched (%s)',
    async (mood) => {
      await using its = await anIssuer(key);
      await using at = await startBoard(its);
      its.mood = mood;
      const token = await aToken(its, key);
      expect(await ask(token, {}, at)).toEqual({
        status: 503,
        code: 'AUTHENTICATION_UNAVAILABLE',
        message: 'The token can’t be verified right now; retry in a second.',
        challenge: null,
      });
      its.mood = 'well';
      expect(await ask(token, {}, at)).toMatchObject(TAKEN);
      its.mood = 'broken';
      expect(await ask(token, {}, at)).toMatchObject(TAKEN);
    },
  );

  test('aren’t fetched for a malformed token', async () => {
    await using its = await anIssuer(key);
    await using at = await startBoard(its);
    await ask('x', {}, at);
    await ask(`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`, {}, at);
    await ask('x'.repeat(9000), {}, at);
    expect(its.requests).toBe(0);
  });
});

// Red if the expiry of a cached token isn't checked.
test('a verified token is cached only until it expires', async () => {
  const token = await aToken(issuer, key, { exp: Math.floor(Date.now() / 1000) + 120 });
  expect(await ask(token)).toMatchObject(TAKEN);
  later(2 * MINUTE + 6000);
  expect(await ask(token)).toMatchObject({ status: 401, message: 'The token has expired.' });
});

test('tokens and their claims are never logged', async () => {
  const token = await aToken(issuer, key, { sub: 'a-person@example.com' });
  await ask(token);
  await ask(`${token}x`);
  const log = JSON.stringify(board.log);
  expect(log).toContain('"status":401');
  for (const part of [...token.split('.'), 'a-person', 'Bearer']) expect(log).not.toContain(part);
});
