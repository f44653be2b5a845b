import { expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { eventually } from '../../support/eventually.js';

interface Status {
  readonly archive: { readonly state: string } | null;
}

test('an account whose provider limits requests is left alone, and its archive says so', async () => {
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'sqlite', path: ':memory:' },
      since: '2025-03-01',
      requestsPerMinute: 10_000,
      keepDays: null,
    },
    workspaces: (sandbox) => {
      sandbox.behaviour.faults = [{ route: 'callHistory', status: 429, headers: { 'retry-after': '600' } }];
      return [sandboxWorkspace(sandbox)];
    },
  });
  const status = () => switchboard.query<Status>('{ archive { state } }');
  await eventually(async () => (await status()).data?.archive?.state === 'PAUSED');
  expect((await status()).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_RATE_LIMITED' } }]);
  expect(switchboard.sandbox.requests).toHaveLength(1);
}, 30_000);
