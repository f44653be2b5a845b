import { expect, test } from '@jest/globals';
import type { ApiKeySettings } from '../../../src/config/settings.js';
import { eventually } from '../../support/eventually.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { aKey, anIssuer } from '../../support/an-issuer.js';
import { SignJWT } from 'jose';
import { CALL_ADDED, byEventStream } from '../../subscriptions/subscribers.js';
import { startReloading } from './a-reloading-switchboard.js';

const key = (text: string, overrides: Partial<ApiKeySettings> = {}) =>
  anApiKey(text, { workspaces: ['sandbox'], ...overrides });
const QUERY = '{ client { name } }';

// Red if cached responses are served before the key is checked, or if subscriptions outlive their key.
test('a removed key is rejected at once, even for cached responses and subscriptions; other keys stay valid', async () => {
  const ttl = { extensions: 60, client: 60, notes: 60, recentCalls: 60, closedCalls: 60 };
  await using switchboard = await startReloading({
    auth: anAuth([key('stays'), key('goes'), key('shrinks')]),
    cache: { ttl, maxStale: 0, redisUrl: null, responses: true },
  });
  const { settings, url } = switchboard;
  const statuses = () =>
    Promise.all(
      ['stays', 'goes', 'shrinks', 'comes'].map(
        async (text) => (await switchboard.post(QUERY, { 'x-api-key': text })).status,
      ),
    );
  expect(await statuses()).toEqual([200, 200, 200, 401]);
  const [stays, goes] = ['stays', 'goes'].map((text) =>
    byEventStream(url, CALL_ADDED, { 'x-api-key': text }),
  );
  await eventually(() => switchboard.sandbox.requests.some(({ route }) => route === 'callHistory'));

  switchboard.reload({
    ...settings,
    auth: anAuth([key('stays'), key('shrinks', { scopes: [] }), key('comes')]),
  });
  expect(await statuses()).toEqual([200, 401, 200, 200]);
  expect(await switchboard.post(QUERY, { 'x-api-key': 'shrinks' })).toMatchObject({
    data: { client: null },
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  await eventually(() => goes?.end() !== null);
  expect(goes?.results.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(stays?.end()).toBeNull();
  stays?.leave();
});

// Red if verified tokens stay cached after the settings that verified them have changed.
test('tokens for a former audience are rejected at once; unchanged settings keep verified tokens', async () => {
  const signing = await aKey('k');
  await using issuer = await anIssuer(signing);
  await using switchboard = await startReloading({ auth: anAuth([], issuer.settings) });
  const { settings } = switchboard;
  const token = await new SignJWT({ scope: 'clients:read', workspaces: ['sandbox'] })
    .setProtectedHeader({ alg: signing.alg, kid: signing.kid })
    .setIssuer(issuer.settings.issuer)
    .setAudience(issuer.settings.audience)
    .setExpirationTime('1h')
    .sign(signing.privateKey);
  const send = async () => (await switchboard.post(QUERY, { authorization: `Bearer ${token}` })).status;
  expect(await send()).toBe(200);
  issuer.mood = 'broken';
  switchboard.reload({ ...settings, auth: anAuth([key('comes')], { ...issuer.settings }) });
  expect(await send()).toBe(200);
  issuer.mood = 'well';
  switchboard.reload({ ...settings, auth: anAuth([], { ...issuer.settings, audience: 'another' }) });
  expect(await send()).toBe(401);
});
