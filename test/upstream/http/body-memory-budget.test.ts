import { stat } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type BodyShare, createBodyMemoryBudget } from '../../../src/upstream/http/body-memory-budget.js';

/** Milliseconds, longer than a test takes. */
const PATIENT = 60_000;

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
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
  const taking = [take(shares(), 50), take(shares(), 50)];
  await turn();
  expect(taking.map(({ mayReadOn }) => mayReadOn)).toEqual([true, true]);
});

// Red if nobody goes on: the two would wait for each other.
test('beyond it the one that began first goes on, and the others when it is done', async () => {
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
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

// Red if a body of a few bytes comes first in line: of one that is stuck nothing more may come.
test('nobody waits for a small one that began before', async () => {
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
  const [small, early, late] = [shares(), shares(), shares()];
  await take(small, 10).done;
  await take(early, 60).done;
  const waiting = take(late, 60);
  await take(early, 500).done;
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
  small.release();
});

// Red if the others wait until the first one is given up.
test('the next one goes on if nothing comes of the first, which then waits for its turn', async () => {
  const shares = createBodyMemoryBudget(100, 10, 10);
  const [stuck, second, third] = [shares(), shares(), shares()];
  await take(stuck, 60).done;
  const [waiting, last] = [take(second, 60), take(third, 60)];
  await waiting.done;
  expect(last.mayReadOn).toBe(false);
  const again = take(stuck, 60);
  second.release();
  await last.done;
  expect(again.mayReadOn).toBe(false);
  third.release();
  await again.done;
});

// Red if the timer decides before what has arrived meanwhile is read.
test('it isn’t the next one’s turn if only this process was busy', async () => {
  const shares = createBodyMemoryBudget(100, 10, 100);
  const [early, late] = [shares(), shares()];
  await take(early, 60).done;
  const waiting = take(late, 60);
  // The event loop then comes to its timers before it comes to files and sockets.
  await turn();
  const arrived = new Promise<void>((resolve) => {
    stat('.', () => {
      void early.take(1);
      resolve();
    });
  });
  for (const end = performance.now() + 150; performance.now() < end;);
  await arrived;
  await turn();
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
});

test('a share that is released waits no more, and counts no more', async () => {
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
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
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
  const [early, late, small] = [shares(), shares(), shares()];
  await take(early, 500).done;
  const waiting = take(late, 11);
  await take(small, 10).done;
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
});
