import { expect, test } from '@jest/globals';
import { aCall, numberedUuid } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');
const QUERY = 'query ($uuid: ID!) { call(uuid: $uuid) { uuid startedAt } }';

// Red if only calls up to now are asked for: the provider's zone may be another than ours, or the call be scheduled.
test('a call that begins in the future is found by its uuid if everything before is archived', async () => {
  const dates = ['2025-03-12 15:00:00', '2025-05-01 10:00:00'];
  const calls = dates.map((callDate, index) => aCall({ uuid: numberedUuid(index), callDate, note: 0 }));
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'sqlite', path: ':memory:' },
      since: '2024-03-12',
      requestsPerMinute: 10_000,
      keepDays: null,
    },
    sandbox: { now: new Date(NOW), data: { calls } },
    now: () => NOW,
  });
  const find = (index: number) => switchboard.query(QUERY, { uuid: numberedUuid(index) });
  await eventually(async () => (await find(99)).errors === undefined);
  switchboard.sandbox.clearRequests();
  expect(await find(0)).toMatchObject({
    data: { call: { uuid: numberedUuid(0), startedAt: '2025-03-12T14:00:00Z' } },
  });
  expect(await find(1)).toMatchObject({
    data: { call: { uuid: numberedUuid(1), startedAt: '2025-05-01T08:00:00Z' } },
  });
  expect(upstreamRequests(switchboard.sandbox)).toEqual({ callHistory: 4 });
  expect(await find(99)).toEqual({ data: { call: null }, extensions: { archive: expect.anything() } });
});
