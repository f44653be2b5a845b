import { createSingleFlights, type SingleFlights } from '../../../upstream/cache/single-flight.js';
import type { CallRecorder } from '../../../domain/archive/call-archive.js';
import type { CallRecords } from '../call-records.js';
import type { WorkspaceCalls } from './workspace-calls.js';
import type { IntervalPages } from '../range/interval-pages.js';
import type { RedisCalls } from './redis-calls.js';
import type { Interval } from '../../../domain/interval.js';
import { RequestPlanner } from '../range/request-planner.js';
import type { Reading } from '../range/reading.js';

/** What the operations on one workspace's call history share. */
export interface WorkspaceMemory {
  readonly workspace: string;
  /** null if nothing is kept from one operation to the next. */
  readonly known: WorkspaceCalls | null;
  /** What other replicas have read; null if there is no such place, or nothing is kept. */
  readonly redisCalls: RedisCalls | null;
  readonly pages: IntervalPages;
  /** The records of calls that are being read; null if neither the archive nor other replicas want them. */
  readonly records: CallRecords | null;
  /** Archives complete intervals; null without an archive. */
  readonly recorder: CallRecorder | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly planner: RequestPlanner;
  readonly flights: SingleFlights<Reading>;
  /** The intervals that are being asked for, by the keys of their flights. */
  readonly inFlight: Map<string, Interval>;
}

/** What is given to all operations on one workspace's call history. */
export type SharedCallsOptions = Pick<
  WorkspaceMemory,
  'workspace' | 'known' | 'redisCalls' | 'pages' | 'records' | 'recorder' | 'now'
>;

export function createWorkspaceMemory(options: SharedCallsOptions): WorkspaceMemory {
  const { pages } = options;
  return {
    ...options,
    planner: new RequestPlanner(() => pages.span),
    flights: createSingleFlights('ccrm'),
    inFlight: new Map(),
  };
}
