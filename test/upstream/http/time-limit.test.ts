import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { TimeLimit } from '../../../src/upstream/http/exchange.js';

/** The time, in milliseconds from now, at which the limit is reached. */
function aLimit(milliseconds: number) {
  const started = performance.now();
  const reached = Promise.withResolvers<number>();
  const limit = new TimeLimit(milliseconds, () => reached.resolve(performance.now() - started));
  return { limit, reached: reached.promise };
}

test('a time limit doesn’t count excluded waits', async () => {
  const { limit, reached } = aLimit(50);
  await limit.leaveOut(sleep(100));
  await limit.leaveOut(sleep(100));
  expect(await reached).toBeGreaterThan(245);
});

// Red if the end of a wait restarts the limit.
test('a time limit that has ended is never reached', async () => {
  const { limit, reached } = aLimit(5);
  const wait = limit.leaveOut(sleep(5));
  limit.end();
  await wait;
  expect(await Promise.race([reached, sleep(50, 'never')])).toBe('never');
});

// Red if the timer gets the negative remaining time: Node.js warns about it.
test('a limit that passes while the process is busy gives its timer no negative time', async () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const { limit, reached } = aLimit(5);
  for (const end = performance.now() + 20; performance.now() < end;);
  await limit.leaveOut(Promise.resolve());
  await reached;
  const times = timers.mock.calls.map(([, time]) => time);
  timers.mockRestore();
  expect(times).toEqual([5, 1]);
});
