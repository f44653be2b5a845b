import { expect, test } from '@jest/globals';
import { aClient, anExtension, manyCalls } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { startGrowingHistory } from './a-call-history.js';
import { byEventStream, received } from './subscribers.js';

/** More calls than a page, so that they are read from the archive. */
const WINTER = manyCalls(1500, { from: '2025-01-01 00:00:00', to: '2025-02-28 00:00:00' });
const QUERY = `subscription { callAdded { uuid client {
  calls(from: "2024-12-31T12:00:00Z", to: "2025-03-01T00:00:00Z", first: 1) { totalCount }
} } }`;

// Red if an event reports only its stale parts.
test('an event with archived data reports its asOf time', async () => {
  const engine = { kind: 'sqlite', path: ':memory:' } as const;
  await using history = await startGrowingHistory({
    archive: { engine, since: '2024-12-31', requestsPerMinute: 10_000, keepDays: null },
    sandbox: { data: { calls: WINTER, client: aClient(), extensions: [anExtension()] } },
  });
  await eventually(async () => {
    const { data } = await history.query<{ archive: { state: string } | null }>('{ archive { state } }');
    return data?.archive?.state === 'FOLLOWING';
  }, 20_000);
  const subscriber = byEventStream(history.url, { query: QUERY });
  const before = history.pages();
  await eventually(() => history.pages() >= before + 2);
  history.appear(9001);
  await received(subscriber, 1);
  expect(subscriber.results).toEqual([
    {
      data: { callAdded: { uuid: expect.any(String), client: { calls: { totalCount: 1500 } } } },
      extensions: { archive: { asOf: '2025-03-12T11:00:00.000Z' } },
    },
  ]);
  subscriber.leave();
});
