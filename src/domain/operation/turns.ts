import { createFairQueue } from './fair-queue.js';

/** Milliseconds for which operations may run in one turn of the event loop; the others wait for the next turn. */
const TURN = 25;

interface Waiting {
  readonly since: number;
  readonly goOn: () => void;
}

/** Global to the process, as the event loop is. */
const waiting = createFairQueue<Waiting>();
let count = 0;
let isWorking = false;
/** When `isOver` was first called in this turn of the event loop; null if it hasn't been. */
let began: number | null = null;
/** Milliseconds for which the operation that resumed last had waited. */
let lastWait = 0;

/**
 * Resolves when an operation of this caller may run; null if it may run at once. Operations that are ready at the same
 * time run one after the other, spread over several turns of the event loop. Callers are served round-robin, so that the
 * operations of one caller block neither those of another caller nor a health check.
 */
export function nextTurn(caller: object): Promise<void> | null {
  if (!isWorking && !isOver()) {
    isWorking = true;
    releaseAfterwards();
    return null;
  }
  if (!isWorking) {
    isWorking = true;
    setImmediate(release);
  }
  count += 1;
  return new Promise((resolve) => {
    waiting.add(caller, { since: performance.now(), goOn: resolve });
  });
}

/**
 * Resolves to `value` when an operation of this caller may run, as in `nextTurn`. Returns `value` at once if it isn't a
 * promise.
 */
export function inTurn<T>(caller: object, value: T | Promise<T>): T | Promise<T> {
  if (!(value instanceof Promise)) return value;
  return value.then((result) => nextTurn(caller)?.then(() => result) ?? result);
}

/** Milliseconds for which the last resumed operation had waited for its turn; 0 if none is waiting. */
export function waitForTurn(): number {
  return lastWait;
}

/** Resumes one operation. */
function release(): void {
  if (count > 0 && isOver()) {
    setImmediate(release);
    return;
  }
  const next = waiting.take();
  if (next === undefined) {
    isWorking = false;
    lastWait = 0;
    return;
  }
  count -= 1;
  lastWait = performance.now() - next.since;
  next.goOn();
  releaseAfterwards();
}

/** Calls `release` after pending work: a tick that a microtask schedules runs after all microtasks. */
function releaseAfterwards(): void {
  queueMicrotask(() => {
    process.nextTick(release);
  });
}

function isOver(): boolean {
  const now = performance.now();
  if (began === null) {
    began = now;
    setImmediate(() => (began = null));
  }
  return now - began >= TURN;
}
