import { expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../support/a-switchboard.js';

// Red if the memory isn't shared out in whole bytes: three parts of it aren't, and the server doesn't start.
test('three workspaces share the memory for answers', async () => {
  await using board = await startSwitchboard({
    workspaces: (sandbox) => ['a', 'b', 'c'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
  });
  const { data } = await board.query('{ clients { id } }');
  expect(data).toHaveProperty('clients.length', 3);
});
