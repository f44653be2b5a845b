/**
 * A queue in which callers share time evenly: the caller that has used the least comes first (start-time fair queuing).
 * Idle callers accumulate no credit.
 */
export function createTimeShares<T>() {
  /** Never empty. */
  const queues = new Map<object, T[]>();
  const times = new WeakMap<object, number>();
  /** The time that the last caller served had used. Callers that join the queue start with at least as much. */
  let clock = 0;
  const timeOf = (caller: object) => times.get(caller) ?? 0;

  function queueOf(caller: object): T[] {
    const known = queues.get(caller);
    if (known !== undefined) return known;
    const queue: T[] = [];
    times.set(caller, Math.max(timeOf(caller), clock));
    queues.set(caller, queue);
    return queue;
  }

  return {
    /** Adds an item behind the others of the same caller. */
    add: (caller: object, item: T) => void queueOf(caller).push(item),
    /** Adds an item before the others of the same caller. */
    addFirst: (caller: object, item: T) => void queueOf(caller).unshift(item),
    /** Takes the oldest item of the caller that has used the least time; undefined if there is none. */
    take(): T | undefined {
      const [first, ...others] = queues.keys();
      if (first === undefined) return undefined;
      const next = others.reduce((least, caller) => (timeOf(caller) < timeOf(least) ? caller : least), first);
      clock = timeOf(next);
      const queue = queues.get(next);
      const item = queue?.shift();
      if (queue?.length === 0) queues.delete(next);
      return item;
    },
    /** Serves a caller at once. Only for use when no caller is waiting. */
    serve(caller: object): void {
      clock = Math.max(timeOf(caller), clock);
      times.set(caller, clock);
    },
    /** Adds to the time that a caller has used, in any unit. */
    charge: (caller: object, time: number) => void times.set(caller, timeOf(caller) + time),
  };
}
