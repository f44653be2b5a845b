import { afterEach, expect, test } from '@jest/globals';
import type { Call, TimeRange } from '../../src/domain/call.js';
import type { CallSource } from '../../src/domain/sources.js';
import { UpstreamError } from '../../src/domain/upstream/upstream-error.js';
import { pollForNews } from '../../src/subscriptions/call-polls.js';
import { aClock, type Clock } from '../support/a-clock.js';
import { aDecodedCall } from '../providers/ccrm/a-decoded-call.js';
import { LIMITS } from '../config/default-limits.js';
import { eventually } from '../support/eventually.js';
import { numberedUuid } from '../support/builders.js';
import { aWalkOnlyHistory } from '../support/a-walk-only-history.js';

const NOW = '2025-03-12T11:00:00Z';
const HOUR = 3_600_000;

let polling = new AbortController();
afterEach(() => {
  polling.abort();
});

/** A call history that only supports walks, with one batch per call; `failAt` is the number of the failing batch. */
function aHistory(clock: Clock) {
  const calls: Call[] = [];
  const ranges: TimeRange[] = [];
  let batches = 0;
  let failAt: number | null = null;
  const history = aWalkOnlyHistory(async function* walk(range) {
    ranges.push(range);
    const within = calls.filter(({ startedAt }) => startedAt >= range.from && startedAt < range.to);
    for (const call of within) {
      batches += 1;
      if (batches === failAt) throw new UpstreamError('ccrm', 'UPSTREAM_UNAVAILABLE', 'down');
      yield await Promise.resolve([call]);
    }
  });
  const source: CallSource = { openHistory: () => history };
  return {
    source,
    /** The ranges of walks that read more than the last hour. */
    sweeps: () => ranges.filter(({ from, to }) => to - from > 2 * HOUR),
    looks: () => ranges.length,
    failAtBatch: (number: number) => void (failAt = number),
    begin: (number: number, hoursAgo: number, overrides: Partial<Call> = {}) =>
      calls.unshift(
        aDecodedCall({
          uuid: numberedUuid(number),
          startedAt: clock.now() - hoursAgo * HOUR,
          ...overrides,
        }),
      ),
  };
}

function look(source: CallSource, { now }: Clock) {
  polling = new AbortController();
  const added: string[] = [];
  const changed: string[] = [];
  const options = { pollInterval: 0.005, deadline: 5, limits: LIMITS, used: () => undefined, now };
  const news = pollForNews(source, options, polling.signal);
  void (async () => {
    for await (const calls of news) {
      added.push(...calls.added.map(({ uuid }) => uuid));
      changed.push(...calls.changed.map(({ uuid }) => uuid));
    }
  })();
  return { added, changed };
}

// Red if a failed sweep starts over: each poll would request the pages before the failure again.
test('a failed sweep resumes where it stopped, while polls of the last hour continue', async () => {
  const clock = aClock(NOW);
  const history = aHistory(clock);
  for (const [number, hoursAgo] of [40, 30, 20, 10].toReversed().entries()) history.begin(number, hoursAgo);
  history.failAtBatch(3);
  const { added } = look(history.source, clock);
  await eventually(() => history.looks() > 6);
  expect(history.sweeps().map(({ from }) => (clock.now() - from) / HOUR)).toEqual([48, 30]);
  expect(added).toEqual([]);
});

test('the sweep after an outage starts two days before the last complete sweep', async () => {
  const clock = aClock(NOW);
  const history = aHistory(clock);
  const { added } = look(history.source, clock);
  await eventually(() => history.looks() > 3);
  clock.pass(72 * 3600);
  history.begin(1, 119.9);
  await eventually(() => added.length > 0);
  expect(history.sweeps()).toHaveLength(2);
  expect(added).toEqual([numberedUuid(1)]);
});

// Red if the next sweep waits until the clock has caught up.
test('setting the clock back doesn’t delay the next sweep', async () => {
  const clock = aClock(NOW);
  const history = aHistory(clock);
  const { added } = look(history.source, clock);
  await eventually(() => history.looks() > 3);
  clock.pass(-7200);
  history.begin(1, 20);
  await eventually(() => added.length > 0);
});

// Red if the first sweep treats calls as old that the first poll hasn't read.
test('a call of the last hour that appears right after the first poll is new', async () => {
  const clock = aClock(NOW);
  const history = aHistory(clock);
  history.begin(1, 20, { durationSeconds: 60 });
  history.begin(2, 0.5, { durationSeconds: 60 });
  const { added } = look(history.source, clock);
  // The first poll has started by now, the first sweep has not.
  history.begin(3, 0.4, { durationSeconds: 60 });
  history.begin(4, 2, { durationSeconds: 3 * 3600 });
  await eventually(() => history.looks() > 3);
  expect(added.toSorted()).toEqual([numberedUuid(3), numberedUuid(4)]);
});
