/**
 * A queue that serves operations (or addresses) round-robin, so that a large one doesn't block the others. Those that are
 * in the background wait until no other waits.
 */
export function createFairQueue<T, Operation = object>(
  isBackground: (operation: Operation) => boolean = () => false,
) {
  /** In round-robin order; never empty. */
  const queues = new Map<Operation, T[]>();

  return {
    /** In no particular order. */
    get items(): readonly T[] {
      return [...queues.values()].flat();
    },
    /** Adds an item behind the others of the same operation. */
    add(operation: Operation, item: T): void {
      const queue = queues.get(operation);
      if (queue === undefined) queues.set(operation, [item]);
      else queue.push(item);
    },
    remove(operation: Operation, item: T): void {
      const left = queues.get(operation)?.filter((other) => other !== item) ?? [];
      if (left.length === 0) queues.delete(operation);
      else queues.set(operation, left);
    },
    /** Takes the oldest item of the operation whose turn it is; undefined if there is none. */
    take(): T | undefined {
      const [first] = queues;
      const next = queues.entries().find(([operation]) => !isBackground(operation)) ?? first;
      if (next === undefined) return undefined;
      const [operation, queue] = next;
      const item = queue.shift();
      queues.delete(operation);
      if (queue.length > 0) queues.set(operation, queue);
      return item;
    },
  };
}
