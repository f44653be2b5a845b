import { expect, test } from '@jest/globals';
import { ANYONE } from '../../src/domain/caller.js';
import { openWork } from '../../src/operations/operation-context.js';

// Red if all callers share one slot in the queue of the event loop.
test('an operation’s work is done in its caller’s turns', () => {
  const limits = { requests: 1, values: 1 };
  const { scope, close } = openWork({ workspaces: new Map(), deadline: 1, limits, caller: ANYONE });
  expect(scope.caller).toBe(ANYONE);
  close();
});
