import { setTimeLeft } from '../../domain/operation/deadline.js';
import { demandLiveReads } from '../../domain/operation/live-reads.js';
import { type Interval, SECOND } from '../../domain/interval.js';
import { setPace } from '../../domain/operation/pace.js';
import type { CallSource } from '../../domain/sources.js';
import type { Pacer } from './pacer.js';

/** Milliseconds that a request may take, with what a rate limit makes it wait. */
const REQUEST_TIME = 30_000;
/** Calls that one operation reads, which remembers them until it ends. */
const CALLS = 4000;

/**
 * Reads every call of an interval live, newest first, so that the recorder is given all of them. `step` is waited for
 * after each batch, and may end it by rejecting. Rejects with the provider’s error.
 */
export async function readInterval(
  source: CallSource,
  { start, end }: Interval,
  pacer: Pacer,
  signal: AbortSignal,
  step: () => Promise<void>,
): Promise<void> {
  let to = end + SECOND;
  while (to > start) to = await readSome(source, { from: start, to }, openOperation(pacer, signal), step);
}

/** The signal of an operation that reads live, in the background and at the pacer’s pace. */
export function openOperation(pacer: Pacer, signal: AbortSignal): AbortSignal {
  const operation = AbortSignal.any([signal]);
  demandLiveReads(operation);
  setTimeLeft(operation, () => REQUEST_TIME);
  setPace(operation, () => pacer.turn(signal));
  return operation;
}

/** Where what is left of the range ends. */
async function readSome(
  source: CallSource,
  range: { readonly from: number; readonly to: number },
  operation: AbortSignal,
  step: () => Promise<void>,
): Promise<number> {
  let read = 0;
  for await (const calls of source.openHistory(operation).walk(range, 'NEWEST_FIRST')) {
    await step();
    read += calls.length;
    const oldest = calls.at(-1);
    // A batch holds whole seconds.
    if (read >= CALLS && oldest !== undefined) return oldest.startedAt;
  }
  await step();
  return range.from;
}
