import { expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';

// Red if the archive is opened: nothing is ever due, so it would be opened again every second.
test('without a call history, the archive isn’t opened, and the log says that nothing is archived', async () => {
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'sqlite', path: ':memory:' },
      since: null,
      requestsPerMinute: 30,
      keepDays: null,
    },
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), ccrm: null }],
  });
  await eventually(() => switchboard.log.length > 0);
  expect(switchboard.log).toMatchObject([
    { level: 40, msg: 'nothing is archived: ccrm isn’t configured in any workspace' },
  ]);
});
