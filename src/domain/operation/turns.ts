import { createFairQueue } from '../fair-queue.js';

/** Milliseconds for which operations may work in one turn of the event loop before the others wait for the next one. */
const TURN = 25;

interface Waiting {
  readonly since: number;
  readonly goOn: () => void;
}

/** There is one event loop, and so one queue for it. */
const waiting = createFairQueue<Waiting>();
let count = 0;
let isWorking = false;
/** When this turn of the event loop was first asked about. */
let began: number | null = null;
/** Milliseconds for which the operation that went on last had waited. */
let lastWait = 0;

/**
 * Resolves when an operation of this caller may work; null if it may at once. Operations that are ready at the same
 * moment work one after the other, and not all in one turn of the event loop: callers take turns, so that those of one
 * caller keep neither another caller's operation nor a health check waiting.
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

/** Gives `value` when an operation of this caller may work, as in `nextTurn`; at once if it is no promise. */
export function inTurn<T>(caller: object, value: T | Promise<T>): T | Promise<T> {
  if (!(value instanceof Promise)) return value;
  return value.then((result) => nextTurn(caller)?.then(() => result) ?? result);
}

/** Milliseconds for which operations wait for their turn at present, by the last one that had it; 0 if none waits. */
export function waitForTurn(): number {
  return lastWait;
}

/** Lets one operation go on. */
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

/** Once what is ready at present has been done: a tick that a microtask asks for comes after all microtasks. */
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
