import { createSingleFlights, type SingleFlights } from '../../../upstream/cache/single-flight.js';
import type { WorkspaceCalls } from './workspace-calls.js';
import type { IntervalPages } from '../range/interval-pages.js';
import type { RedisCalls } from './redis-calls.js';
import type { Interval } from '../../../domain/interval.js';
import { RequestPlanner } from '../range/request-planner.js';
import type { Reading } from '../range/reading.js';

/** What the operations on one workspace's call history share. */
export interface WorkspaceMemory {
  readonly workspace: string;
  /** null where nothing is kept from one operation to the next. */
  readonly known: WorkspaceCalls | null;
  /** What other replicas have read; null where there is no such place, or nothing is kept. */
  readonly redisCalls: RedisCalls | null;
  readonly pages: IntervalPages;
  readonly planner: RequestPlanner;
  readonly flights: SingleFlights<Reading>;
  /** The intervals that are being asked for, by the keys of their flights. */
  readonly inFlight: Map<string, Interval>;
}

export function createWorkspaceMemory(
  workspace: string,
  pages: IntervalPages,
  known: WorkspaceCalls | null,
  redisCalls: RedisCalls | null,
): WorkspaceMemory {
  const planner = new RequestPlanner(() => pages.span);
  return {
    workspace,
    known,
    redisCalls,
    pages,
    planner,
    flights: createSingleFlights('ccrm'),
    inFlight: new Map(),
  };
}
