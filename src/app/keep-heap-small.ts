import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes up to which V8's space for new objects grows; more would hardly save CPU. */
const NEW_SPACE = 16 * 1024 ** 2;
/** Milliseconds until the first collection: what the start needed has gone by then. */
const FIRST = 3000;
/** Milliseconds between two looks whether the process is idle. */
const LOOK = 20_000;
/** The share of that time for which the process may have had a core. */
const IDLE = 0.25;
/** Bytes above what the last collection left. */
const WORTHWHILE = 64 * 1024 ** 2;

/**
 * Has V8 keep less memory, without options of Node, until it is disposed of:
 * - its space for new objects stops growing at 16 MiB, not at some 130;
 * - it collects after some seconds: until its first collection V8 lets a heap grow to 512 MiB, from then on in
 *   proportion to what is alive;
 * - it collects when the process has little to do and the heap has grown by 64 MiB: V8 collects when memory is asked
 *   for, so that after a burst it would keep hundreds of MB until the next one. Not in short pauses, as
 *   what is asked right after a collection costs more.
 *
 * A collection takes some 50 ms.
 */
export function keepHeapSmall(): Disposable {
  const growth = boundNewSpace();
  let left = heldBytes();
  let used = process.cpuUsage();
  const collect = () => {
    collectGarbage();
    left = heldBytes();
  };
  const first = setTimeout(collect, FIRST).unref();
  const looks = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    used = process.cpuUsage();
    const held = heldBytes();
    left = Math.min(left, held);
    if ((user + system) / 1000 <= IDLE * LOOK && held >= left + WORTHWHILE) collect();
  }, LOOK).unref();
  return {
    [Symbol.dispose]: () => {
      growth[Symbol.dispose]();
      clearTimeout(first);
      clearInterval(looks);
    },
  };
}

/**
 * After a collection V8 may double its space for new objects, and halves it when little is asked for. The option that
 * bounds it counts only when Node starts; the factor by which it grows also counts later.
 */
function boundNewSpace(): Disposable {
  let mayGrow = true;
  const allow = (growth: boolean) => {
    if (growth === mayGrow) return;
    mayGrow = growth;
    setFlagsFromString(`--semi-space-growth-factor=${growth ? 2 : 1}`);
  };
  const observer = new PerformanceObserver(() => {
    const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    allow((space?.space_size ?? 0) < NEW_SPACE);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    [Symbol.dispose]: () => {
      observer.disconnect();
      allow(true);
    },
  };
}

/** What V8 has of the system for objects, used or not, and for what belongs to them. */
function heldBytes(): number {
  const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [{ type: 'major' }]);
}
