/** A queue that serves operations (or addresses) round-robin, so that a large one doesn’t block the others. */
export interface FairQueue<T> {
  /** In no particular order. */
  readonly items: readonly T[];
  /** Adds an item behind the others of the same operation. */
  add(operation: object, item: T): void;
  remove(operation: object, item: T): void;
  /** Takes the oldest item of the operation whose turn it is; undefined if there is none. */
  take(): T | undefined;
}

export function createFairQueue<T>(): FairQueue<T> {
  /** In round-robin order; never empty. */
  const queues = new Map<object, T[]>();

  return {
    get items() {
      return [...queues.values()].flat();
    },
    add(operation, item) {
      const queue = queues.get(operation);
      if (queue === undefined) queues.set(operation, [item]);
      else queue.push(item);
    },
    remove(operation, item) {
      const left = queues.get(operation)?.filter((other) => other !== item) ?? [];
      if (left.length === 0) queues.delete(operation);
      else queues.set(operation, left);
    },
    take() {
      const [next] = queues;
      if (next === undefined) return undefined;
      const [operation, queue] = next;
      const item = queue.shift();
      queues.delete(operation);
      if (queue.length > 0) queues.set(operation, queue);
      return item;
    },
  };
}
