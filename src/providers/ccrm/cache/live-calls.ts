import type { KnownCalls } from './workspace-calls.js';
import type { SharedStretches } from './redis-calls.js';

/** The same memory for operations that read live: they find nothing in it, and others find what they add. */
export function unreadCalls(memory: KnownCalls): KnownCalls {
  return {
    ages: memory.ages,
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
export function unreadStretches(stretches: SharedStretches): SharedStretches {
  return {
    get generation() {
      return stretches.generation;
    },
    lookUp: () => Promise.resolve(),
    keep(interval, asked, generation) {
      stretches.keep(interval, asked, generation);
    },
  };
}
