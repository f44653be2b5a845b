import type { WorkspaceCalls } from './workspace-calls.js';
import type { RedisCalls } from './redis-calls.js';

/** The same cache for operations that read live: they find nothing in it, but add to it for others. */
export function unreadCalls(memory: WorkspaceCalls): WorkspaceCalls {
  return {
    freshness: memory.freshness,
    at: () => null,
    staleAt: () => null,
    endBelow: () => null,
    beginAbove: () => null,
    countOf: () => null,
    add(interval, asked) {
      memory.add(interval, asked);
    },
    addCount(interval, count, asked) {
      memory.addCount(interval, count, asked);
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
