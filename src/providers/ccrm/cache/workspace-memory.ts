import { createSharedFlights, type SharedFlights } from '../../../upstream/cache/single-flight.js';
import type { KnownCalls } from './workspace-calls.js';
import type { IntervalPages } from '../range/interval-pages.js';
import type { SharedStretches } from './redis-calls.js';
import type { Interval } from '../../../domain/interval.js';
import { RequestPlanner } from '../range/request-planner.js';
import type { Reading } from '../range/reading.js';

/** What the operations on one workspace's call history share. */
export interface SharedCalls {
  readonly workspace: string;
  /** null where nothing is kept from one operation to the next. */
  readonly known: KnownCalls | null;
  /** What other replicas have read; null where there is no such place, or nothing is kept. */
  readonly elsewhere: SharedStretches | null;
  readonly pages: IntervalPages;
  readonly planner: RequestPlanner;
  readonly flights: SharedFlights<Reading>;
  /** The intervals that are being asked for, by the keys of their flights. */
  readonly underway: Map<string, Interval>;
}

export function createSharedCalls(
  workspace: string,
  pages: IntervalPages,
  known: KnownCalls | null,
  elsewhere: SharedStretches | null,
): SharedCalls {
  const planner = new RequestPlanner(() => pages.span);
  return {
    workspace,
    known,
    elsewhere,
    pages,
    planner,
    flights: createSharedFlights('ccrm'),
    underway: new Map(),
  };
}
