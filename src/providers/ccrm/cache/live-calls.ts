import type { WorkspaceCalls } from './workspace-calls.js';
import type { RedisCalls } from './redis-calls.js';

/** The same memory for operations that read live: they find nothing in it, and others find what they add. */
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

/** The same place for operations that read live: they find nothing there, and others find what they keep. */
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
