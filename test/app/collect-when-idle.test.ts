import { getHeapStatistics } from 'node:v8';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { collectWhenIdle } from '../../src/app/collect-when-idle.js';
import { stopTimers, type StoppedTimers } from '../support/stopped-timers.js';

const MIB = 1024 ** 2;
const LOOK = 20_000;

let timers: StoppedTimers;
let collecting: Disposable;

beforeEach(() => {
  timers = stopTimers('Interval');
  collecting = collectWhenIdle();
});

afterEach(() => {
  collecting[Symbol.dispose]();
  timers[Symbol.dispose]();
});

/** Leaves more than 64 MiB of garbage. */
function burst(): void {
  expect(Array.from({ length: 1_000_000 }, (_, at) => ({ at, text: [String(at)] }))).toHaveLength(1_000_000);
}

function usedMiB(): number {
  return getHeapStatistics().used_heap_size / MIB;
}

test('collects the garbage of a burst when the process is idle', () => {
  burst();
  const used = usedMiB();
  timers.pass(LOOK);
  expect(used - usedMiB()).toBeGreaterThan(64);
});

test('collects nothing as long as the process uses a tenth of a core', () => {
  burst();
  const end = performance.now() + LOOK / 10;
  while (performance.now() < end);
  const used = usedMiB();
  timers.pass(LOOK);
  expect(used - usedMiB()).toBeLessThan(16);
});
