import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTurnTimer } from './turn-timer.js';

/**
 * Milliseconds per turn of the event loop for all conversions together. Converting a full page at once would block
 * others.
 */
const SLICE = 10;
/** The same for conversions in the background. */
const BACKGROUND_SLICE = 4;
const isOver = createTurnTimer(SLICE);
const isBackgroundOver = createTurnTimer(BACKGROUND_SLICE);

/** Converts each item, in as many turns of the event loop as necessary; in the background, in more and shorter ones. */
export async function mapInSlices<T, R>(
  items: readonly T[],
  convert: (item: T) => R,
  inBackground = false,
): Promise<readonly R[]> {
  const converted: R[] = [];
  for (const item of items) {
    while (isOver() || (inBackground && isBackgroundOver())) await nextTurn();
    converted.push(convert(item));
  }
  return converted;
}
