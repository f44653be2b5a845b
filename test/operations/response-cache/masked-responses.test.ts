import { expect, test } from '@jest/globals';
import { SCOPES } from '../../../src/domain/caller.js';
import { createResponseCache } from '../../../src/operations/response-cache/response-cache.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { anExtension } from '../../support/builders.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';

// Red if the cache key lacks the caller's access rights, or if these don't include the masking of personal data.
test('cached responses are shared only by callers with the same access rights', async () => {
  const scopes = SCOPES.filter((scope) => scope !== 'pii:read');
  const now = () => 1_750_000_000_000;
  await using board = await startSwitchboard({
    auth: anAuth([
      anApiKey('open', { scopes }),
      anApiKey('masked', { scopes, maskPersonalData: true }),
      anApiKey('masked-with-scope', { maskPersonalData: true }),
    ]),
    now,
    responses: createResponseCache({ now }),
    ttl: { extensions: 60 },
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    sandbox: { data: { extensions: [anExtension()] } },
  });
  const query = '{ extensions { nodes { user { email } } } }';
  for (const key of ['open', 'masked', 'masked-with-scope', 'masked', 'open']) {
    const email = key === 'masked' ? 'k***@e***.com' : 'katarzyna.nowak@example.com';
    const { data } = await board.query(query, {}, { 'x-api-key': key });
    expect(data).toEqual({ extensions: { nodes: [{ user: { email } }] } });
  }
});
