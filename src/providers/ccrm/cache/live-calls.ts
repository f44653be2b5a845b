import type { WorkspaceCalls } from './workspace-calls.js';
import type { RedisCalls } from './redis-calls.js';

/** The same cache for operations that read live: they find nothing in it, but add to it for others. */
export function unreadCalls(memory: WorkspaceCalls): WorkspaceCalls {
  return {
    freshness: memory.freshness,
    get epoch() {
      return memory.epoch;
    },
    at: () => null,
    staleAt: () => null,
    endBelow: () => null,
    beginAbove: () => null,
    countOf: () => null,
    add(interval, asked, epoch) {
      memory.add(interval, asked, epoch);
    },
    addCount(interval, count, asked, epoch) {
      memory.addCount(interval, count, asked, epoch);
    },
  };
}

/** The same Redis cache for operations that read live: they find nothing in it, but add to it for others. */
export function unreadRedisCalls(redisCalls: RedisCalls): RedisCalls {
  return {
    get generation() {
      return redisCalls.generation;
    },
    lookUp: () => Promise.resolve(),
    keep(interval, calls, asked, generation) {
      redisCalls.keep(interval, calls, asked, generation);
    },
  };
}
