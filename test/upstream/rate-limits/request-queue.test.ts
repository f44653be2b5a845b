import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import {
  createRateLimitBackoff,
  type RateLimitBackoff,
} from '../../../src/upstream/rate-limits/rate-limit-backoff.js';
import { createRequestQueue } from '../../../src/upstream/rate-limits/request-queue.js';
import { aScope } from '../../support/a-scope.js';
import type { OperationScope } from '../../../src/domain/operation/operation-scope.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A queue with a rate limit set by the test, and the outcomes reported to it. */
function aQueue(concurrent = Infinity) {
  const limit: { wait: number | null } = { wait: 0 };
  const reported: string[] = [];
  const backoff: RateLimitBackoff = {
    perSecond: null,
    wait: () => limit.wait,
    sent: (ended) => {
      reported.push('sent');
      const report = (end: string) => {
        reported.push(end);
        ended?.();
      };
      return {
        passed: () => report('passed'),
        refused: (told) => report(`refused ${String(told)}`),
        failed: () => report('failed'),
      };
    },
  };
  return { limit, reported, queue: createRequestQueue('ccrm', concurrent, () => backoff) };
}

const LONG = () => 60_000;

describe('a request', () => {
  test('is sent at once if the limit allows it, and its outcome is reported', async () => {
    const { queue, reported } = aQueue();
    const requests = await Promise.all([1, 2, 3].map(() => queue.enter(aScope(), LONG)));
    requests[0]?.passed();
    requests[1]?.refused(7);
    requests[2]?.failed();
    expect(reported).toEqual(['sent', 'sent', 'sent', 'passed', 'refused 7', 'failed']);
  });

  test('waits for another one to end if the length of the wait is unknown', async () => {
    const { limit, queue, reported } = aQueue();
    const first = await queue.enter(aScope(), LONG);
    limit.wait = null;
    // However little time is left.
    const second = queue.enter(aScope(), () => 0);
    await turn();
    expect(reported).toEqual(['sent']);
    limit.wait = 0;
    first.passed();
    await second;
    expect(reported).toEqual(['sent', 'passed', 'sent']);
  });

  test('waits until the limit allows it', async () => {
    const { limit, queue, reported } = aQueue();
    limit.wait = 5;
    const waiting = queue.enter(aScope(), LONG);
    await turn();
    expect(reported).toEqual([]);
    limit.wait = 0;
    await waiting;
    expect(reported).toEqual(['sent']);
  });

  test.each([
    [1000, 1000, true],
    [1000, 999, true],
    [1000, 1001, false],
  ])('that must wait for %i ms with %i ms left fails at once: %s', async (wait, left, fails) => {
    const { limit, queue } = aQueue();
    limit.wait = wait;
    const states: string[] = [];
    const waiting = queue
      .enter(aScope(), () => left)
      .then(
        () => states.push('sent'),
        (error: unknown) => {
          expect(error).toMatchObject({
            provider: 'ccrm',
            code: 'UPSTREAM_RATE_LIMITED',
            message: 'The provider’s rate limit is exceeded for longer than the operation may take.',
          });
          states.push('failed');
        },
      );
    await turn();
    expect(states).toEqual(fails ? ['failed'] : []);
    limit.wait = 0;
    queue.close();
    await waiting;
  });

  test('isn’t sent for an operation that has ended', async () => {
    const { limit, queue, reported } = aQueue();
    const over = new AbortController();
    limit.wait = 60_000;
    const waiting = queue.enter(aScope({ signal: over.signal }), () => Infinity);
    over.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', provider: 'ccrm' });
    await expect(queue.enter(aScope({ signal: over.signal }), LONG)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    queue.close();
    expect(reported).toEqual([]);
  });

  test('leaves no abort listener behind', async () => {
    const { limit, queue } = aQueue();
    const scope = aScope();
    await queue.enter(scope, LONG);
    limit.wait = 60_000;
    await queue.enter(scope, LONG).catch(() => undefined);
    queue.close();
    expect(getEventListeners(scope.signal, 'abort')).toEqual([]);
  });
});

// Red if the timer of the wait isn't cleared: it may run for a day.
test.each([
  ['there is no time left for the wait', () => undefined, () => 0],
  ['the operation has ended', (over: AbortController) => over.abort(), LONG],
])('no timer is left once no request waits, because %s', async (_, end, left) => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const { limit, queue } = aQueue();
  const over = new AbortController();
  limit.wait = 50_000;
  const before = timers();
  const waiting = queue.enter(aScope({ signal: over.signal }), left);
  end(over);
  await expect(waiting).rejects.toMatchObject({ provider: 'ccrm' });
  expect(timers()).toBe(before);
});

test('waiting operations take turns', async () => {
  const { limit, queue } = aQueue();
  limit.wait = null;
  const [large, small] = [aScope(), aScope()];
  const order: string[] = [];
  const waiting = [
    ...['a', 'b'].map((name) => queue.enter(large, LONG).then(() => order.push(name))),
    queue.enter(small, LONG).then(() => order.push('x')),
  ];
  await turn();
  queue.close();
  await Promise.all(waiting);
  expect(order).toEqual(['a', 'x', 'b']);
});

test('a closed queue holds back no requests', async () => {
  const { limit, queue, reported } = aQueue();
  limit.wait = 60_000;
  const waiting = queue.enter(aScope(), () => Infinity);
  await turn();
  queue.close();
  await waiting;
  await queue.enter(aScope(), LONG);
  expect(reported).toEqual(['sent', 'sent']);
});

describe('a limit on requests in flight', () => {
  test('is never exceeded, and waiting operations take turns', async () => {
    const { queue } = aQueue(2);
    const [large, small] = [aScope(), aScope()];
    const begun: string[] = [];
    const enter = (scope: OperationScope, name: string) =>
      queue.enter(scope, LONG).then((sent) => {
        begun.push(name);
        return sent;
      });
    const sent = [...['a', 'b', 'c', 'd'].map((name) => enter(large, name)), enter(small, 'x')];
    await turn();
    expect(begun).toEqual(['a', 'b']);
    const end = async (index: number) => {
      (await sent[index])?.passed();
      await turn();
    };
    await end(0);
    expect(begun).toEqual(['a', 'b', 'c']);
    await end(1);
    expect(begun).toEqual(['a', 'b', 'c', 'x']);
    await end(2);
    expect(begun).toEqual(['a', 'b', 'c', 'x', 'd']);
  });

  // Red if only successful requests free their slot.
  test.each(['passed', 'refused', 'failed'] as const)(
    'allows the next request once one has %s',
    async (end) => {
      const { queue } = aQueue(1);
      const first = await queue.enter(aScope(), LONG);
      // However little time is left.
      const second = queue.enter(aScope(), () => 0);
      first[end](null);
      await expect(second).resolves.toBeDefined();
    },
  );

  // Red if the archive's requests take turns with those of callers.
  test('is used by operations in the background only if no other waits', async () => {
    const { queue } = aQueue(1);
    const order: string[] = [];
    const background = aScope({ pace: () => Promise.resolve() });
    const run = async (scope: OperationScope, name: string) => {
      const sent = await queue.enter(scope, LONG);
      order.push(name);
      await turn();
      sent.passed();
    };
    await Promise.all([
      run(aScope(), 'a'),
      run(background.child(new AbortController().signal), 'x'),
      run(aScope(), 'b'),
      run(aScope(), 'c'),
    ]);
    expect(order).toEqual(['a', 'b', 'c', 'x']);
  });
});

// Red if a request with the previous credentials still counts after the limit was forgotten.
test('no limit is known once it is forgotten, and none is learned from requests sent before', async () => {
  const queue = createRequestQueue('ccrm', Infinity, () => createRateLimitBackoff(() => 0));
  const enter = () => queue.enter(aScope(), () => 100_000);
  const [first, late, last] = [await enter(), await enter(), await enter()];
  first.refused(1000);
  await expect(queue.enter(aScope(), () => 1000)).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
  queue.forgetLimit();
  late.refused(60_000);
  last.passed();
  expect(queue.perSecond).toBeNull();
  await expect(queue.enter(aScope(), () => 1)).resolves.toBeDefined();
});
