import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTurnTimer } from './turn-timer.js';

/**
 * Milliseconds per turn of the event loop for all conversions together. Converting a full page at once would block
 * others.
 */
const SLICE = 10;
const isOver = createTurnTimer(SLICE);

/** Converts each item, in as many turns of the event loop as necessary. */
export async function mapInSlices<T, R>(items: readonly T[], convert: (item: T) => R): Promise<readonly R[]> {
  const converted: R[] = [];
  for (const item of items) {
    while (isOver()) await nextTurn();
    converted.push(convert(item));
  }
  return converted;
}
