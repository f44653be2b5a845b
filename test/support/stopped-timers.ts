import { jest } from '@jest/globals';

/** Timers that run only when the test says so, until disposed of. */
export interface StoppedTimers extends Disposable {
  /** Lets so many milliseconds pass for them. */
  pass(milliseconds: number): void;
}

/** Stops all global timeouts or all intervals. Every other clock and timer is real. */
export function stopTimers(kind: 'Timeout' | 'Interval'): StoppedTimers {
  const other = kind === 'Timeout' ? 'Interval' : 'Timeout';
  jest.useFakeTimers({
    doNotFake: [
      `set${other}`,
      `clear${other}`,
      'setImmediate',
      'clearImmediate',
      'nextTick',
      'queueMicrotask',
      'Date',
      'hrtime',
      'performance',
    ],
  });
  return {
    pass(milliseconds) {
      jest.advanceTimersByTime(milliseconds);
    },
    [Symbol.dispose]() {
      jest.useRealTimers();
    },
  };
}
