import { expect, test } from '@jest/globals';
import { FIRST_INSTANT } from '../../src/archive/account-archive.js';
import { dueInterval } from '../../src/archive/sync/due-interval.js';
import { createRandom } from '../support/random.js';
import { aClock } from '../support/a-clock.js';
import { startChangingProvider } from './a-changing-provider.js';
import { synchronise } from './a-mortal-process.js';
import { openStore, seconds } from './a-store.js';
import { expectTruth, type World } from './archived-truth.js';
import { describeEngines } from './engines.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PAST = 40;
const LIVES = 8;
/** `TRUTH_SEED=100 TRUTH_RUNS=50 npm test -- truth` runs more, and other, cases. */
const SEED = Number(process.env['TRUTH_SEED'] ?? 1);
const SEEDS = Array.from({ length: Number(process.env['TRUTH_RUNS'] ?? 3) }, (_, index) => SEED + index);
const EVER = seconds(0, 10_000_000_000);

async function live({ random, clock, provider, opened, since }: World): Promise<void> {
  let left = random.whole(0, 6);
  const beforeRequest = () => {
    if (left === 0 || random.fraction() < 0.5) return;
    left -= 1;
    if (random.fraction() < 0.2) provider.failOnce();
    else provider.change();
  };
  const steps = random.whole(1, 150);
  await synchronise({ store: opened.store, provider, now: clock.now, since, steps, beforeRequest });
}

/** Lives until all calls and notes are archived, and it is known that there are none before `since`. */
async function liveLong({ clock, provider, opened, since }: World): Promise<void> {
  const { store } = opened;
  const { now } = clock;
  await synchronise({
    store,
    provider,
    now,
    since,
    steps: Infinity,
    beforeRequest: () => undefined,
    isOver: async () =>
      dueInterval(await store.coverage(EVER), since, now(), null, await store.firstCall()) === null &&
      (await store.fetchOfWhole({ start: FIRST_INSTANT, end: now() - HOUR })) !== null &&
      (await store.size()).pendingNotes === 0,
  });
}

describeEngines((create) => {
  test.each(SEEDS)(
    'an archive matches the provider, whatever changes and whenever the process is killed (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const clock = aClock('2025-03-12T12:00:00Z');
      const since = clock.now() - PAST * DAY;
      const provider = await startChangingProvider(random, clock, PAST);
      try {
        await using opened = await openStore(await create());
        const world = { random, clock, provider, opened, since };
        for (let each = 0; each < LIVES; each += 1) {
          await live(world);
          await expectTruth(world);
          for (let change = random.whole(0, 5); change > 0; change -= 1) provider.change();
          clock.pass(random.pick([1, 70, 4000, 90_000, 10 * 86_400]));
        }
        // By then everything is due again.
        clock.pass(31 * 86_400);
        await liveLong(world);
        const compared = await expectTruth(world);
        expect(compared).toEqual({ isWhole: true, located: 'ALL', searched: 'ALL' });
      } finally {
        await provider.close();
      }
    },
    120_000,
  );
});
