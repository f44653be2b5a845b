import { expect, test } from '@jest/globals';
import { createBearerTokens } from '../../src/auth/bearer-tokens.js';
import { aLogger } from '../support/a-logger.js';
import { aKey, anIssuer, aToken } from '../support/an-issuer.js';

// Red if each token has a caller of its own: callers share the event loop's time.
test('all tokens of a subject with the same rights have the same caller', async () => {
  const key = await aKey('first');
  await using issuer = await anIssuer(key);
  const { signal } = new AbortController();
  const tokens = createBearerTokens(issuer.settings, new Set(['acme']), aLogger().logger, signal);
  const callerOf = async (claims: Readonly<Record<string, unknown>>) => {
    const principal = await tokens.verify(await aToken(issuer, key, claims));
    return typeof principal === 'string' ? principal : principal.caller;
  };
  const first = await callerOf({ jti: '1' });
  expect(await callerOf({ jti: '2' })).toBe(first);
  expect(await callerOf({ sub: 'jan' })).not.toBe(first);
  expect(await callerOf({ scope: 'notes:read' })).not.toBe(first);
  expect(await callerOf({ sub: undefined, jti: '3' })).not.toBe(await callerOf({ sub: undefined, jti: '4' }));
});
