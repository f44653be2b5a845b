import { expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../support/a-switchboard.js';

// Red if the memory isn't divided into whole bytes: a third of it is a fraction, and the server doesn't start.
test('the server divides its cache memory between three workspaces', async () => {
  await using board = await startSwitchboard({
    workspaces: (sandbox) => ['a', 'b', 'c'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
  });
  const { data } = await board.query('{ clients { id } }');
  expect(data).toHaveProperty('clients.length', 3);
});
