import { readFileSync } from 'node:fs';

/** Of Linux: nanoseconds on a core, nanoseconds of waiting for one, turns on one. */
const SCHEDULING = /^\d+ (\d+) \d+/;

/**
 * Milliseconds for which the main threads of these processes have been ready to run and had no core, together; 0 where
 * the system doesn't tell. What others do on the machine is no fault of the server.
 */
export function coreWaits(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + coreWait(pid), 0);
}

function coreWait(pid: number): number {
  try {
    return Number(SCHEDULING.exec(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8'))?.[1]) / 1e6;
  } catch {
    return 0;
  }
}
