import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds between two checks. */
const CHECK_INTERVAL = 20_000;
/** The maximum share of that time for which an idle process has used a core. */
const IDLE_SHARE = 0.05;
/** Growth, in bytes, that makes a collection worthwhile. */
const MIN_GROWTH = 64 * 1024 ** 2;

/**
 * Collects garbage when the process has little to do and its heap has grown by 64 MiB, until it is disposed of. V8
 * collects only on allocation, and would keep hundreds of MB from one burst of requests to the next. A collection takes
 * about 50 ms. Short pauses don't trigger it, because requests cost a third more in the seconds after a collection.
 */
export function collectWhenIdle(): Disposable {
  let left = heldBytes();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    used = process.cpuUsage();
    const held = heldBytes();
    left = Math.min(left, held);
    if ((user + system) / 1000 > IDLE_SHARE * CHECK_INTERVAL || held < left + MIN_GROWTH) return;
    collectGarbage();
    left = heldBytes();
  }, CHECK_INTERVAL).unref();
  return {
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** The bytes that V8 has reserved for objects, used or not, and those of external memory that belongs to them. */
function heldBytes(): number {
  const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [{ type: 'major' }]);
}
