import { stat } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type BodyShare, createBodyMemoryBudget } from '../../../src/upstream/http/body-memory-budget.js';

/** In milliseconds, longer than a test takes. */
const PATIENT = 60_000;

/** Whether the share may read on after these bytes; the promise resolves once it may. */
function take(share: BodyShare, bytes: number) {
  const wait = async () => {
    await share.take(bytes);
    taking.mayReadOn = true;
  };
  const taking = { mayReadOn: false, done: Promise.resolve() };
  taking.done = wait();
  return taking;
}

test('bodies are read concurrently up to the limit', async () => {
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
  const taking = [take(shares(), 50), take(shares(), 50)];
  await turn();
  expect(taking.map(({ mayReadOn }) => mayReadOn)).toEqual([true, true]);
});

// Red if no body continues: the two would wait for each other.
test('beyond the limit, the body that started first continues, and the others once it is done', async () => {
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
  const [early, late] = [shares(), shares()];
  // Bodies without any bytes yet can't be waited for.
  const silent = shares();
  await take(early, 50).done;
  const waiting = take(late, 60);
  await take(early, 500).done;
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
  silent.release();
});

// Red if a body of a few bytes is first in line: if it is stalled, nothing more may arrive.
test('no body waits for a small one that started earlier', async () => {
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

// Red if the others wait until the first one times out.
test('the next body continues if the first one stalls, which then waits for its turn', async () => {
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

// Red if the timer decides before data that has already arrived is read.
test('the next body doesn’t continue if the first one seems stalled only because the process was busy', async () => {
  const shares = createBodyMemoryBudget(100, 10, 100);
  const [early, late] = [shares(), shares()];
  await take(early, 60).done;
  const waiting = take(late, 60);
  // The event loop then reaches its timers before files and sockets.
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

test('a released share neither waits nor counts towards the limit', async () => {
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
  const [first, second, third] = [shares(), shares(), shares()];
  await take(first, 80).done;
  const waiting = take(second, 90);
  second.release();
  await waiting.done;
  await take(second, 90).done;
  await take(third, 20).done;
});

// Red if all bodies wait alike: one provider's large bodies would delay all other responses.
test('a small body never waits for the others', async () => {
  const shares = createBodyMemoryBudget(100, 10, PATIENT);
  const [early, late, small] = [shares(), shares(), shares()];
  await take(early, 500).done;
  const waiting = take(late, 11);
  await take(small, 10).done;
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
});

// Red if the stall timeout is shorter than a round trip: a paused sender resumes that much later.
test('a body whose paused sender resumes after 300 ms keeps its turn', async () => {
  const shares = createBodyMemoryBudget(100, 10);
  const [early, late] = [shares(), shares()];
  await take(early, 60).done;
  const waiting = take(late, 60);
  await sleep(300);
  expect(waiting.mayReadOn).toBe(false);
  early.release();
  await waiting.done;
});
