import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds between two looks. */
const LOOK = 20_000;
/** The share of that time for which the process may have had a core. */
const IDLE = 0.25;
/** Bytes above what the last collection left. */
const WORTHWHILE = 64 * 1024 ** 2;

/**
 * Collects garbage when the process has little to do and its heap has grown by 64 MiB. V8 collects when memory is asked for,
 * so that after a burst it would keep hundreds of MB until the next one. It isn't done in short pauses, as what is asked
 * right after a collection costs more. Takes some 50 ms. Until it is disposed of.
 */
export function collectWhenIdle(): Disposable {
  let left = heldBytes();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    used = process.cpuUsage();
    const held = heldBytes();
    left = Math.min(left, held);
    if ((user + system) / 1000 > IDLE * LOOK || held < left + WORTHWHILE) return;
    collectGarbage();
    left = heldBytes();
  }, LOOK).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
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
