import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTurnTimer } from './turn-timer.js';

/** Whether so much was converted in this turn of the event loop: a full page at once would hold up everybody else. */
const isOver = createTurnTimer(10);

/** What `convert` makes of each item, in as many turns of the event loop as it takes. */
export async function mapInSlices<T, R>(items: readonly T[], convert: (item: T) => R): Promise<readonly R[]> {
  const converted: R[] = [];
  for (const item of items) {
    while (isOver()) await nextTurn();
    converted.push(convert(item));
  }
  return converted;
}
