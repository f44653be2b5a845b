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
  const criteria = { directions: null, statuses: null, services: null, phone: '48601234567', contact: null };
  const rest = { internalNumbers: null, flag: null, hasNotes: null };
  const wanted = { ...criteria, ...rest, minDurationSeconds: null, maxDurationSeconds: null };
  for await (const calls of history.walk({ from: 0, to: 1 }, 'NEWEST_FIRST', wanted))
    expect(calls).toEqual([]);
  expect(asked).toEqual([[{ from: 0, to: 1 }, 'NEWEST_FIRST', wanted]]);
});
