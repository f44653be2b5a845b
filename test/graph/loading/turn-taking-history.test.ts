import { expect, test } from '@jest/globals';
import type { CallHistory } from '../../../src/domain/sources.js';
import { turnTakingHistory } from '../../../src/graph/loading/loaders.js';
import { aWalkOnlyHistory } from '../../support/a-walk-only-history.js';

/** A history whose walks return nothing and record their arguments. */
function historyThatTells(asked: unknown[][]): CallHistory {
  return aWalkOnlyHistory(async function* walk(...request) {
    asked.push(request);
    await Promise.resolve();
    yield [];
  });
}

test('passes the call criteria to the source so that it can use an index', async () => {
  const asked: unknown[][] = [];
  const history = turnTakingHistory(historyThatTells(asked), {});
  const wanted = { phone: '48601234567' };
  for await (const calls of history.walk({ from: 0, to: 1 }, 'NEWEST_FIRST', wanted))
    expect(calls).toEqual([]);
  expect(asked).toEqual([[{ from: 0, to: 1 }, 'NEWEST_FIRST', wanted]]);
});
