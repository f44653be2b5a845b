import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work in one turn of the event loop: a full page at once would hold up everybody else. */
const SLICE = 10;

/** What `convert` makes of each item. Gives others their turn of the event loop whenever a slice of time is used up. */
export async function mapInSlices<T, R>(items: readonly T[], convert: (item: T) => R): Promise<readonly R[]> {
  const converted: R[] = [];
  let end = performance.now() + SLICE;
  for (const item of items) {
    if (performance.now() >= end) {
      await nextTurn();
      end = performance.now() + SLICE;
    }
    converted.push(convert(item));
  }
  return converted;
}
