import { expect, test } from '@jest/globals';
import { Pacer } from '../../../src/archive/sync/pacer.js';

const { signal } = new AbortController();

// Red if each process may send all requests of a minute at once: one that starts again and again would have no limit.
test('requests of the first minute are spread evenly', async () => {
  const begun = performance.now();
  const pacer = new Pacer(600);
  for (let request = 0; request < 6; request += 1) await pacer.turn(signal);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(490);
});

test('requests after the first minute are sent at once, up to the limit of a minute', async () => {
  let now = 0;
  const pacer = new Pacer(600, () => now);
  await pacer.turn(signal);
  now = 60_000;
  const begun = performance.now();
  for (let request = 0; request < 500; request += 1) await pacer.turn(signal);
  expect(performance.now() - begun).toBeLessThan(25_000);
  expect(now).toBe(60_000);
});
