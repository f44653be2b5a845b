import { readFileSync } from 'node:fs';

/** Of Linux: nanoseconds on a core, nanoseconds of waiting for one, turns on one. */
const SCHEDULING = /^\d+ (\d+) \d+/;

/**
 * Milliseconds for which the main thread of each of these processes has been ready to run and had no core; 0 where
 * the system doesn't tell. What others do on the machine is no fault of the server.
 */
export function coreWaits(pids: readonly number[]): readonly number[] {
  return pids.map(coreWait);
}

/** The longest of the waits between two of these measures: waits of several processes may have been at the same time. */
export function longestWait(before: readonly number[], after: readonly number[]): number {
  return Math.max(...after.map((wait, index) => wait - (before[index] ?? 0)));
}

function coreWait(pid: number): number {
  try {
    return Number(SCHEDULING.exec(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8'))?.[1]) / 1e6;
  } catch {
    return 0;
  }
}
