import { afterEach, expect, jest, test } from '@jest/globals';
import { later } from '../auth/later.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { measured } from '../support/measured.js';

const HOUR = 3_600_000;
const CLIENT = '{ client { name } }';
afterEach(() => {
  jest.restoreAllMocks();
});

const quotaOf = (board: Switchboard) => measured(board, 'upstream_quota_remaining', 'upstream_quota_limit');

test('reports a provider’s quota from its last response, even if that is an error', async () => {
  await using board = await startSwitchboard({ metrics: true });
  board.sandbox.behaviour.ringmeQuota = 2;
  const workspace = 'provider="ringme",workspace="sandbox"';
  for (const remaining of [1, 0, 0]) {
    await board.query(CLIENT);
    expect(await quotaOf(board)).toEqual({
      [`upstream_quota_remaining{${workspace}}`]: remaining,
      [`upstream_quota_limit{${workspace}}`]: 2,
    });
  }
});

// Red if the last report counts for ever: an idle server would alert until its next request.
test('reports no quota once the period of the last report has ended', async () => {
  await using board = await startSwitchboard({ metrics: true });
  const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '2' };
  board.sandbox.behaviour.faults = [{ route: 'client', status: 503, headers }];
  await board.query(CLIENT);
  expect(Object.values(await quotaOf(board))).toEqual([3, 100]);
  await eventually(async () => Object.keys(await quotaOf(board)).length === 0);
  await board.query(CLIENT);
  expect(Object.values(await quotaOf(board))).toEqual([3, 100]);
});

// Red if it is reported until the next request, which may never be sent: the alert would fire for ever.
test('reports a quota whose period is unknown for a day', async () => {
  await using board = await startSwitchboard({ metrics: true });
  const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '3' };
  board.sandbox.behaviour.faults = [{ route: 'client', status: 503, headers }];
  await board.query(CLIENT);
  later(23 * HOUR);
  expect(Object.values(await quotaOf(board))).toEqual([3, 100]);
  later(25 * HOUR);
  expect(await quotaOf(board)).toEqual({});
});
