import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from '@jest/globals';
import { collectWhenIdle } from '../../src/app/collect-when-idle.js';
import { stopTimers } from '../support/stopped-timers.js';

const MIB = 1024 ** 2;

/** The bytes that V8 has reserved for new objects, used or not. */
function spaceForNewObjects(): number {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return space?.physical_space_size ?? NaN;
}

/** Objects of about 100 MiB, which outlive some collections of new objects. */
function burst(): number {
  const objects = Array.from({ length: 1_000_000 }, (_, at) => ({ at, text: [String(at)] }));
  return objects.length;
}

// Red with a regular collection, which keeps the space for new objects.
test('returns the space for new objects to the system when there is little to do', () => {
  using timers = stopTimers('Interval');
  const collecting = collectWhenIdle();
  burst();
  expect(spaceForNewObjects()).toBeGreaterThan(8 * MIB);
  timers.pass(20_000);
  expect(spaceForNewObjects()).toBeLessThan(4 * MIB);
  collecting[Symbol.dispose]();
});
