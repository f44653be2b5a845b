import { describe, expect, test } from '@jest/globals';
import { createRateLimitBackoff } from '../../../src/upstream/rate-limits/rate-limit-backoff.js';

/** Milliseconds. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LATENCY = 40;
const CONCURRENT = 16;

/** Whether a provider accepts a request that arrives at a given time; called once for each. */
type Limit = (at: number) => boolean;

const sliding = (most: number, window: number): Limit => {
  let taken: number[] = [];
  return (at) => {
    taken = taken.filter((time) => time > at - window);
    if (taken.length >= most) return false;
    taken.push(at);
    return true;
  };
};

const fixed = (most: number, window: number): Limit => {
  const taken = new Map<number, number>();
  return (at) => {
    const slot = Math.floor((at + window / 3) / window);
    const count = taken.get(slot) ?? 0;
    taken.set(slot, count + 1);
    return count < most;
  };
};

const bucket = (rate: number, size: number): Limit => {
  let tokens = size;
  let last = 0;
  return (at) => {
    tokens = Math.min(size, tokens + ((at - last) * rate) / SECOND);
    last = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

/** Sends requests as fast as the backoff allows, up to sixteen at a time, by a simulated clock in milliseconds. */
function simulate(told: number | null = null) {
  let now = 0;
  const backoff = createRateLimitBackoff(() => now);
  let underway: { readonly done: number; readonly end: () => void }[] = [];
  return {
    backoff,
    /** Runs until `requests` have passed or until `until`; returns the counts of passes and rejections, and the send times. */
    run: (limit: Limit, requests: number, until: number) => {
      const sentAt: number[] = [];
      let [passed, refused] = [0, 0];
      while (passed < requests && now < until) {
        underway = underway.filter(({ done, end }) => {
          if (done <= now) end();
          return done > now;
        });
        while (underway.length < CONCURRENT && backoff.wait() === 0) {
          sentAt.push(now);
          const sent = backoff.sent();
          const isTaken = limit(now);
          const end = () => {
            if (isTaken) sent.passed();
            else sent.refused(told);
            if (isTaken) passed += 1;
            else refused += 1;
          };
          // A rejection takes less work than a response.
          underway.push({ done: now + (isTaken ? LATENCY : LATENCY / 4), end });
        }
        now += 1;
      }
      return { passed, refused, sentAt, now };
    },
  };
}

describe.each<[string, () => Limit]>([
  ['in any second (sliding window)', () => sliding(20, SECOND)],
  ['in each second (fixed window)', () => fixed(20, SECOND)],
  ['a second with bursts of twenty', () => bucket(20, 20)],
  ['a second with bursts of five', () => bucket(20, 5)],
])('at a limit of twenty requests %s', (_, limit) => {
  // Red if nothing is learned (constant rejections), or too little is sent afterwards.
  test('two hundred requests pass in little more than the minimum of ten seconds, and few are rejected', () => {
    const { now, refused } = simulate().run(limit(), 200, MINUTE);
    expect(now).toBeLessThan(15 * SECOND);
    expect(refused).toBeLessThan(20);
  });

  test('the learned rate follows the limit when it rises to 200 and when it falls to five', () => {
    const { run, backoff } = simulate();
    const { now } = run(limit(), 100, MINUTE);
    expect(backoff.perSecond).toBeLessThan(40);
    const risen = run(sliding(200, SECOND), Infinity, now + 15 * SECOND);
    expect(risen.sentAt.filter((at) => at > risen.now - SECOND).length).toBeGreaterThan(150);
    const fallen = run(sliding(5, SECOND), Infinity, risen.now + 10 * SECOND);
    expect(fallen.passed).toBeGreaterThan(40);
    expect(fallen.refused).toBeLessThan(40);
  });
});

test('no limit is assumed before one is reached, and none is remembered long afterwards', () => {
  const { run, backoff } = simulate();
  expect(backoff.perSecond).toBeNull();
  const { now } = run(sliding(20, SECOND), 50, MINUTE);
  expect(backoff.perSecond).toBe(20);
  run(sliding(1000, SECOND), Infinity, now + 15 * SECOND);
  expect(backoff.perSecond).toBeNull();
});

// Red if consecutive rejections don't lengthen the wait: hundreds of requests would be rejected.
test('a limit of thirty requests a minute is used up with at most forty rejections a minute', () => {
  const { passed, refused } = simulate().run(sliding(30, MINUTE), Infinity, 5 * MINUTE);
  expect(passed).toBeGreaterThanOrEqual(120);
  expect(refused).toBeLessThan(5 * 40);
});

test('if everything is rejected, one request is tried at a time, at growing intervals', () => {
  const { sentAt } = simulate().run(() => false, 1, 4 * MINUTE);
  const tries = sentAt.slice(CONCURRENT).map((at) => Math.floor(at / SECOND));
  expect(tries).toEqual([1, 3, 7, 15, 31, 63, 123, 183]);
});

test('the full rate resumes after a period in which everything was rejected', () => {
  const { run } = simulate();
  const { now } = run(() => false, 1, 10 * SECOND);
  const { sentAt } = run(sliding(1000, SECOND), 100, now + MINUTE);
  expect((sentAt.at(-1) ?? 0) - (sentAt[1] ?? 0)).toBeLessThan(SECOND);
});

describe('a wait that the provider states', () => {
  test('is observed, and so is the rate that a wait of seconds implies', () => {
    const { refused, sentAt, now } = simulate(2 * SECOND).run(sliding(20, SECOND), 60, MINUTE);
    const [first = 0] = sentAt.filter((at) => at > SECOND);
    expect(first).toBeGreaterThanOrEqual(2 * SECOND);
    expect(refused).toBeLessThan(30);
    expect(now).toBeLessThan(7 * SECOND);
  });

  test('of minutes implies no rate: afterwards all requests are sent at once', () => {
    const { run, backoff } = simulate(5 * MINUTE);
    run(sliding(20, 5 * MINUTE), 20, MINUTE);
    expect(backoff.wait()).toBeGreaterThan(4 * MINUTE - SECOND);
    expect(backoff.perSecond).toBeNull();
  });

  // Red if a wait of 0 is trusted again and again.
  test('of 0 doesn’t cause a busy loop', () => {
    const { sentAt } = simulate(0).run(() => false, 1, MINUTE);
    expect(sentAt.length).toBeLessThan(CONCURRENT + 10);
  });
});
