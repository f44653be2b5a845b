import { afterEach, expect, jest, test } from '@jest/globals';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anAuth } from '../support/an-api-key.js';
import { aKey, anIssuer, aToken } from '../support/an-issuer.js';
import { later } from './later.js';

const MINUTE = 60_000;

afterEach(() => {
  jest.restoreAllMocks();
});

async function statusOf({ url }: Switchboard, token: string): Promise<number> {
  const { status } = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  return status;
}

// Red if a key set and then a verified token are each cached for ten minutes.
test.each([0, 4.9, 9.9])(
  'ten minutes after its removal, a key’s token that was first sent after %d minutes is rejected',
  async (minutes) => {
    const removed = await aKey('removed');
    await using issuer = await anIssuer(removed);
    await using board = await startSwitchboard({ auth: anAuth([], issuer.settings) });
    const token = await aToken(issuer, removed);
    expect(await statusOf(board, await aToken(issuer, removed, { sub: 'jan' }))).toBe(200);
    issuer.keys = [await aKey('new')];
    later(minutes * MINUTE);
    await statusOf(board, token);
    later(10 * MINUTE + 1000);
    expect(await statusOf(board, token)).toBe(401);
  },
);

// Red if the system's clock times how long keys and tokens are cached.
test('so is it if the system’s clock was set back, and the new key is found', async () => {
  const [removed, added] = [await aKey('removed'), await aKey('new')];
  await using issuer = await anIssuer(removed);
  await using board = await startSwitchboard({ auth: anAuth([], issuer.settings) });
  const token = await aToken(issuer, removed);
  expect(await statusOf(board, token)).toBe(200);
  issuer.keys = [added];
  later(MINUTE, -30 * MINUTE);
  expect(await statusOf(board, await aToken(issuer, added))).toBe(200);
  later(10 * MINUTE + 1000, -21 * MINUTE);
  expect(await statusOf(board, token)).toBe(401);
});
