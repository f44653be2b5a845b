import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type BodyShare, createBodyMemoryBudget } from '../../../src/upstream/http/body-memory-budget.js';

/** Whether the share may read on after these bytes; the promise settles when it may. */
function take(share: BodyShare, bytes: number) {
  const wait = async () => {
    await share.take(bytes);
    taking.mayReadOn = true;
  };
  const taking = { mayReadOn: false, done: Promise.resolve() };
  taking.done = wait();
  return taking;
}

test('bodies are read side by side up to the limit', async () => {
  const shares = createBodyMemoryBudget(100, 10);
  const taking = [take(shares(), 50), take(shares(), 50)];
  await turn();
  expect(taking.map(({ mayReadOn }) => mayReadOn)).toEqual([true, true]);
});

// Red if nobody goes on: the two would wait for each other.
test('beyond it the one that began first goes on, and the others when it is done', async () => {
  const shares = createBodyMemoryBudget(100, 10);
  const [early, late] = [shares(), shares()];
  // Whoever has got nothing yet can't be waited for.
  const silent = shares();
  await take(early, 50).done;
  const waiting = take(late, 60);
  await take(early, 500).done;
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
  silent.release();
});

test('a share that is released waits no more, and counts no more', async () => {
  const shares = createBodyMemoryBudget(100, 10);
  const [first, second, third] = [shares(), shares(), shares()];
  await take(first, 80).done;
  const waiting = take(second, 90);
  second.release();
  await waiting.done;
  await take(second, 90).done;
  await take(third, 20).done;
});

// Red if all wait alike: a provider's large bodies would hold up every other's answers.
test('a small one never waits for the others', async () => {
  const shares = createBodyMemoryBudget(100, 10);
  const [early, late, small] = [shares(), shares(), shares()];
  await take(early, 500).done;
  const waiting = take(late, 11);
  await take(small, 10).done;
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
});
