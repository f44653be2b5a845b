import { expect, test } from '@jest/globals';
import type { Interval } from '../../src/domain/interval.js';
import { createRandom, type Random } from '../soak/random.js';
import { aClock, type Clock } from '../support/a-clock.js';
import { type ChangingProvider, known, startChangingProvider } from './a-changing-provider.js';
import { synchronise } from './a-mortal-process.js';
import { type OpenStore, openStore, seconds } from './a-store.js';
import { describeEngines } from './engines.js';

const DAY = 86_400_000;
const PAST = 40;
const LIVES = 8;
const SEEDS = [1, 2, 3];
const EVER = seconds(0, 10_000_000_000);

interface World {
  readonly random: Random;
  readonly clock: Clock;
  readonly provider: ChangingProvider;
  readonly opened: OpenStore;
  readonly since: number;
}

/** Every archived call of an interval, read in small pages. */
async function archivedCalls({ opened, random }: World, interval: Interval) {
  const order = random.pick(['OLDEST_FIRST', 'NEWEST_FIRST'] as const);
  const calls = [];
  for (let after = null; ;) {
    const limit = random.whole(1, 40);
    const page = await opened.archive.page({ ...interval, order, after, criteria: null, limit });
    calls.push(...page.calls.map(known));
    if (page.next === null) return order === 'OLDEST_FIRST' ? calls : calls.reverse();
    after = page.next;
  }
}

/** Asserts that data requested since the last change matches the provider. */
async function expectTruth(world: World): Promise<void> {
  const { opened, provider } = world;
  const covered = await opened.store.coverage(EVER);
  const revisited = covered.filter(({ fetchedAt }) => fetchedAt > provider.changedAt());
  for (const { start, end } of revisited) {
    const expected = provider.calls({ start, end });
    expect(await archivedCalls(world, { start, end })).toEqual(expected);
    expect(await opened.archive.count({ start, end }, null)).toBe(expected.length);
  }
  const found = await opened.archive.byUuid(provider.uuids());
  const present = new Map(provider.calls(EVER).map((call) => [call.uuid, call]));
  for (const { call, fetchedAt } of found.values()) {
    if (fetchedAt !== null && fetchedAt > provider.changedAt()) {
      expect(known(call)).toEqual(present.get(call.uuid));
    }
  }
}

async function live(world: World, steps: number, changes: number): Promise<void> {
  const { random, clock, provider, opened, since } = world;
  let left = changes;
  const beforeRequest = () => {
    if (left === 0 || random.fraction() < 0.5) return;
    left -= 1;
    if (random.fraction() < 0.1) provider.failOnce();
    else provider.change();
  };
  await synchronise({ store: opened.store, provider, now: clock.now, since, steps, beforeRequest });
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
          await live(world, random.whole(1, 60), random.whole(0, 6));
          await expectTruth(world);
          for (let change = random.whole(0, 5); change > 0; change -= 1) provider.change();
          clock.pass(random.pick([1, 70, 4000, 90_000, 10 * 86_400]));
        }
        // By then everything is due again.
        clock.pass(31 * 86_400);
        await live(world, Infinity, 0);
        await expectTruth(world);
        const everything = { start: since, end: clock.now() - 180_000 };
        expect(await archivedCalls(world, everything)).toEqual(provider.calls(everything));
        const uncovered = (await opened.store.coverage(EVER)).filter(
          ({ fetchedAt }) => fetchedAt <= provider.changedAt(),
        );
        expect(uncovered.filter(({ end }) => end >= since)).toEqual([]);
      } finally {
        await provider.close();
      }
    },
    120_000,
  );
});
