import { expect, test } from '@jest/globals';
import { joined } from '../../src/archive/store/coverage.js';
import { createRandom } from '../soak/random.js';
import { aClock } from '../support/a-clock.js';
import { known, startChangingProvider } from './a-changing-provider.js';
import { synchronise } from './a-mortal-process.js';
import { openStore, seconds } from './a-store.js';

const DAY = 86_400_000;
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
    expect(calls.map(known)).toEqual(provider.calls(interval));
  }
  await provider.close();
}, 60_000);
