import { expect, test } from '@jest/globals';
import { FIRST_INSTANT } from '../../../src/archive/account-archive.js';
import { joined } from '../../../src/archive/store/coverage.js';
import { createRandom } from '../../support/random.js';
import { aClock } from '../../support/a-clock.js';
import { startChangingProvider } from '../a-changing-provider.js';
import { synchronise } from '../a-mortal-process.js';
import { openStore, seconds } from '../a-store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVER = seconds(0, 10_000_000_000);

// Red if only calls since `archive.since` are read again: what was archived before would never change any more.
test('calls from before `archive.since` are read again after 30 days if they are archived, and no others', async () => {
  const random = createRandom(20_260_304);
  const clock = aClock('2025-03-12T12:00:00Z');
  const start = clock.now() - 80 * DAY;
  const provider = await startChangingProvider(random, clock, 100);
  await using opened = await openStore({ kind: 'sqlite', path: ':memory:' });
  const synchroniseSince = (since: number) =>
    synchronise({
      store: opened.store,
      provider,
      now: clock.now,
      since,
      steps: Infinity,
      beforeRequest: () => undefined,
    });
  await synchroniseSince(start);
  const [before] = joined(await opened.store.coverage(EVER));
  for (let change = 0; change < 50; change += 1) provider.change();
  clock.pass(31 * 86_400);
  const since = clock.now() - 20 * DAY;
  await synchroniseSince(since);
  const covered = await opened.store.coverage(EVER);
  expect(joined(covered)).toEqual([before, { start: since - (since % 1000), end: expect.any(Number) }]);
  expect(covered.filter(({ fetchedAt }) => fetchedAt <= provider.changedAt())).toEqual([]);
  const query = { order: 'OLDEST_FIRST', after: null, criteria: null, limit: 1000 } as const;
  for (const interval of joined(covered)) {
    const { calls } = await opened.archive.page({ ...interval, ...query });
    expect(calls).toEqual(provider.calls(interval));
  }
  await provider.close();
}, 60_000);

// Red if it is read in parts of 30 days: an empty past since 2000 would take 300 requests a month.
test('the time before the first call is read again with one request', async () => {
  const clock = aClock('2025-03-12T12:00:00Z');
  const provider = await startChangingProvider(createRandom(1), clock, 10);
  await using opened = await openStore({ kind: 'sqlite', path: ':memory:' });
  const since = clock.now() - 10 * DAY;
  const past = { start: FIRST_INSTANT, end: clock.now() - HOUR };
  async function requestsToCoverAll(): Promise<number> {
    let requests = 0;
    const due = clock.now() - 30 * DAY;
    await synchronise({
      store: opened.store,
      provider,
      now: clock.now,
      since,
      steps: Infinity,
      beforeRequest: () => void (requests += 1),
      isOver: async () => ((await opened.store.fetchOfWhole(past)) ?? 0) > due,
    });
    return requests;
  }
  const before = await requestsToCoverAll();
  clock.pass(31 * 86_400);
  expect(await requestsToCoverAll()).toBeLessThan(before + 5);
  await provider.close();
}, 60_000);
