import { expect, test } from '@jest/globals';
import { startSwitchboard } from '../support/a-switchboard.js';
import { anAuth } from '../support/an-api-key.js';
import { aKey, anIssuer, aToken } from '../support/an-issuer.js';

test.each([
  ['is missing', undefined],
  ['lists only unknown ones', ['nowhere']],
])('a caller whose claim `workspaces` %s is told so', async (_, workspaces) => {
  const key = await aKey('first');
  await using issuer = await anIssuer(key);
  await using board = await startSwitchboard({ auth: anAuth([], issuer.settings) });
  const token = await aToken(issuer, key, { scope: 'clients:read', workspaces });
  const query = '{ client { id } named: client(workspace: "sandbox") { id } }';
  const { data, errors } = await board.query(query, {}, { authorization: `Bearer ${token}` });
  expect(data).toEqual({ client: null, named: null });
  const message = 'workspace: the caller may see none: its key or token lists none that is configured';
  expect(errors).toMatchObject([{ message }, { message }]);
});
