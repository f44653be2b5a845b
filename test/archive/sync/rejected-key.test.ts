import { expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { eventually } from '../../support/eventually.js';

// Red if it counts as a provider that fails or limits requests: nobody would look at the key.
test('an archive that is paused because ccrm rejects the key says so, in the response and the log', async () => {
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'sqlite', path: ':memory:' },
      since: null,
      requestsPerMinute: 1000,
      keepDays: null,
    },
    workspaces: (sandbox) => {
      const { ccrm, ...others } = sandboxWorkspace(sandbox);
      return [{ ...others, ccrm: ccrm && { ...ccrm, token: 'wrong' } }];
    },
  });
  const answer = () => switchboard.query<{ archive: { state: string } | null }>('{ archive { state } }');
  await eventually(async () => (await answer()).data?.archive?.state === 'PAUSED');
  expect((await answer()).errors).toMatchObject([
    { message: 'The archive is paused because the provider rejects the credentials or this address.' },
  ]);
  expect(switchboard.log).toContainEqual(
    expect.objectContaining({
      msg: 'archive paused',
      cause: 'ccrm rejects the API key or the caller’s address',
    }),
  );
});
