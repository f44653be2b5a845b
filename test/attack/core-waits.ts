import { readFileSync } from 'node:fs';

/** Linux's format: nanoseconds on a core, nanoseconds of waiting for one, and the number of time slices. */
const SCHEDULING = /^\d+ (\d+) \d+/;

/**
 * The milliseconds for which the main thread of each process was ready to run but had no core; 0 if the system doesn't
 * say. Delays that other processes cause aren't the server's fault.
 */
export function coreWaits(pids: readonly number[]): readonly number[] {
  return pids.map(coreWait);
}

/** The longest wait between two measurements, because the waits of several processes may overlap. */
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
