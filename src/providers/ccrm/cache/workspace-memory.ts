import { createSingleFlights, type SingleFlights } from '../../../upstream/cache/single-flight.js';
import type { CallRecorder } from '../../../domain/archive/call-archive.js';
import type { CallRecords } from '../call-records.js';
import type { WorkspaceCalls } from './workspace-calls.js';
import type { IntervalPages } from '../range/interval-pages.js';
import type { RedisCalls } from './redis-calls.js';
import type { Interval } from '../../../domain/interval.js';
import { RequestPlanner } from '../range/request-planner.js';
import type { Reading } from '../range/reading.js';

/** The state that operations on one workspace's call history share. */
export interface WorkspaceMemory {
  readonly workspace: string;
  /** null if caching is disabled. */
  readonly workspaceCalls: WorkspaceCalls | null;
  /** The intervals that replicas share; null without Redis or if caching is disabled. */
  readonly redisCalls: RedisCalls | null;
  readonly pages: IntervalPages;
  /** The records of calls that are being read; null if neither the archive nor Redis stores them. */
  readonly records: CallRecords | null;
  /** Archives complete intervals; null without an archive. */
  readonly recorder: CallRecorder | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly planner: RequestPlanner;
  readonly flights: SingleFlights<Reading>;
  /** The intervals that are being requested, by `start/end`. */
  readonly inFlight: Map<string, Interval>;
}

export function createWorkspaceMemory(
  options: Omit<WorkspaceMemory, 'planner' | 'flights' | 'inFlight'>,
): WorkspaceMemory {
  const { pages } = options;
  return {
    ...options,
    planner: new RequestPlanner(() => pages.span),
    flights: createSingleFlights('ccrm'),
    inFlight: new Map(),
  };
}
