import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anAuth } from '../support/an-api-key.js';
import { aKey, anIssuer, aToken, type Issuer, type SigningKey } from '../support/an-issuer.js';

let key: SigningKey;
let issuer: Issuer;
let board: Switchboard;

beforeAll(async () => {
  key = await aKey('first');
  issuer = await anIssuer(key);
  board = await startSwitchboard({ auth: anAuth([], issuer.settings) });
});
afterAll(async () => {
  await board.close();
  await issuer[Symbol.asyncDispose]();
});

async function statusOf(token: string): Promise<number> {
  const authorization = `Bearer ${token}`;
  const response = await fetch(`${board.url}/graphql?query={__typename}`, {
    headers: { 'apollo-require-preflight': 'yes', authorization },
  });
  await response.body?.cancel();
  return response.status;
}

test('a token whose claims have the right types is accepted', async () => {
  expect(await statusOf(await aToken(issuer, key))).toBe(200);
});

// The three subjects are red (status 500) without the check in bearer-tokens.ts.
test.each<[string, Readonly<Record<string, unknown>>]>([
  ['subject is a number', { sub: 7 }],
  ['subject is null', { sub: null }],
  ['subject is a list', { sub: ['ewa'] }],
  ['scope is null', { scope: null }],
  ['workspaces are an object', { workspaces: { 0: 'acme', length: 1 } }],
  ['expiry is null', { exp: null }],
  ['expiry is a string', { exp: '9999999999' }],
  ['not-before time is a string', { nbf: '0' }],
  ['issuer is a number', { iss: 7 }],
  ['audience is an object', { aud: {} }],
])('a token whose %s is rejected with 401', async (_, claims) => {
  expect(await statusOf(await aToken(issuer, key, claims))).toBe(401);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['key identifier is a number', { kid: 7 }],
  ['algorithm is a list', { alg: ['ES256'] }],
  ['critical extensions are a string', { crit: 'exp' }],
  ['`b64` is a string', { crit: ['b64'], b64: 'false' }],
])('a token whose %s is rejected with 401', async (_, fields) => {
  const [, claims = '', signature = ''] = (await aToken(issuer, key)).split('.');
  const header = JSON.stringify({ alg: key.alg, kid: key.kid, ...fields });
  const token = [Buffer.from(header).toString('base64url'), claims, signature].join('.');
  expect(await statusOf(token)).toBe(401);
});
