import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { manyCalls } from '../../support/builders.js';
import { upstreamRequests } from '../../support/upstream-requests.js';

/** More calls than one operation caches. */
const CALLS = 30_000;
const RANGE = { from: '2025-02-01T00:00:00Z', to: '2025-03-13T00:00:00Z' };
/** The estimate of this range. */
const ALLOWED = 64;

let board: Switchboard;

beforeAll(async () => {
  const calls = manyCalls(CALLS, { from: '2025-02-02 00:00:00', to: '2025-03-12 00:00:00' });
  board = await startSwitchboard({ sandbox: { data: { calls } }, limits: { requests: ALLOWED } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

/** Queries statistics of the range by each of these groupings. */
async function statisticsBy(...groupings: readonly string[]): Promise<unknown> {
  const fields = groupings.map(
    (groupBy, index) => `by${index}: callStatistics(from: $from, to: $to, groupBy: ${groupBy}) { callCount }`,
  );
  const query = `query ($from: DateTime!, $to: DateTime!) { ${fields.join(' ')} }`;
  const { data, errors, extensions } = await board.query(query, RANGE, { 'x-switchboard-cost': '1' });
  expect(errors).toBeUndefined();
  expect(Object.values(data ?? {})).toEqual(groupings.map(() => ({ callCount: CALLS })));
  return extensions?.['cost'];
}

const pages = () => upstreamRequests(board.sandbox)['callHistory'] ?? 0;

// Red if each field is charged for the range, or if a page that several fields share is counted more than once.
test('aliased statistics of one range are charged, counted and read once', async () => {
  const cost = await statisticsBy('DAY');
  expect(cost).toMatchObject({ requests: { ccrm: ALLOWED } });
  const once = pages();
  expect(once).toBeGreaterThan(CALLS / 1000);
  board.sandbox.clearRequests();
  expect(await statisticsBy('DAY', 'DAY', 'DIRECTION', 'STATUS')).toMatchObject({
    requests: { ccrm: ALLOWED },
  });
  expect(pages()).toBe(once);
});
