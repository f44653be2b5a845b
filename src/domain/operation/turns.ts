import { createTimeShares } from './time-shares.js';
import { createTurnTimer } from './turn-timer.js';

/** Milliseconds for which operations may run in one turn of the event loop; the others wait for the next turn. */
const TURN = 25;

interface Work {
  readonly caller: object;
  readonly since: number;
  /** Whether the caller's next operation may continue in this turn, because it needs the result. */
  mayContinue: boolean;
}

interface Waiting extends Work {
  readonly resolve: () => void;
}

/** Global to the process, as the event loop is. */
const shares = createTimeShares<Waiting>();
/** Everything that waits, longest first. */
const waiting = new Set<Waiting>();
/** The running operation's caller and start; null if none is running. */
let working: Work | null = null;
const isOver = createTurnTimer(TURN);

/**
 * Resolves when an operation of this caller may run; null if it may run at once. Operations that are ready at the same
 * time run one after the other, spread over several turns of the event loop. Callers share the time evenly, so that the
 * operations of one caller block neither those of another caller nor a health check. `mayContinue`: the caller's next
 * operation needs the result, and continues in the same turn unless its time is used up.
 */
export function nextTurn(caller: object, mayContinue = false): Promise<void> | null {
  if (working?.mayContinue === true && working.caller === caller && !isTurnOver()) {
    working.mayContinue = false;
    return null;
  }
  if (working === null && waiting.size === 0 && !isOver()) {
    shares.serve(caller);
    work(caller, mayContinue);
    return null;
  }
  return wait(caller, mayContinue, (waiter) => shares.add(caller, waiter));
}

/** Whether the running operation has used up its turn. */
export function isTurnOver(): boolean {
  return working !== null && performance.now() - working.since >= TURN;
}

/**
 * Resolves when the running operation may continue. It precedes the caller's other operations, because a half-written
 * response occupies memory.
 */
export function nextTurnOfSame(caller: object): Promise<void> {
  return wait(caller, false, (waiter) => shares.addFirst(caller, waiter));
}

/**
 * Resolves to `value` when an operation of this caller may run, as in `nextTurn`. Returns `value` at once if it isn't a
 * promise.
 */
export function inTurn<T>(caller: object, value: T | Promise<T>): T | Promise<T> {
  if (!(value instanceof Promise)) return value;
  return value.then((result) => nextTurn(caller)?.then(() => result) ?? result);
}

/** Milliseconds for which the longest-waiting operation has waited; 0 if none is waiting. */
export function waitForTurn(): number {
  const [longest] = waiting;
  return longest === undefined ? 0 : performance.now() - longest.since;
}

function wait(caller: object, mayContinue: boolean, add: (waiter: Waiting) => void): Promise<void> {
  if (working === null && waiting.size === 0) setImmediate(release);
  return new Promise((resolve) => {
    const waiter = { caller, since: performance.now(), mayContinue, resolve };
    waiting.add(waiter);
    add(waiter);
  });
}

/** Ends the turn of the running operation, and resumes one that waits. */
function release(): void {
  if (working !== null) shares.charge(working.caller, performance.now() - working.since);
  working = null;
  if (waiting.size > 0 && isOver()) {
    setImmediate(release);
    return;
  }
  const next = shares.take();
  if (next === undefined) return;
  waiting.delete(next);
  work(next.caller, next.mayContinue);
  next.resolve();
}

/**
 * Charges a caller for everything that runs until no microtask is left: a tick scheduled by a microtask runs after all
 * microtasks.
 */
function work(caller: object, mayContinue: boolean): void {
  working = { caller, since: performance.now(), mayContinue };
  queueMicrotask(() => process.nextTick(release));
}
