import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTurnTimer } from './turn-timer.js';

/** Milliseconds in one turn of the event loop, for all who convert: a full page at once would hold up everybody else. */
const SLICE = 10;
const isOver = createTurnTimer(SLICE);

/** What `convert` makes of each item, in as many turns of the event loop as it takes. */
export async function mapInSlices<T, R>(items: readonly T[], convert: (item: T) => R): Promise<readonly R[]> {
  const converted: R[] = [];
  for (const item of items) {
    while (isOver()) await nextTurn();
    converted.push(convert(item));
  }
  return converted;
}
