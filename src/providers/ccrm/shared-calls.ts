import { createSharedFlights, type SharedFlights } from '../../upstream/shared-flight.js';
import type { KnownCalls } from './known-calls.js';
import type { PageReader } from './page-reader.js';
import type { SharedStretches } from './shared-stretches.js';
import type { Stretch } from './stretch.js';
import { StretchPlanner } from './stretch-planner.js';
import type { Reading } from './stretch-reader.js';

/** What the operations on one workspace's call history share. */
export interface SharedCalls {
  readonly workspace: string;
  /** null where nothing is kept from one operation to the next. */
  readonly known: KnownCalls | null;
  /** What other replicas have read; null where there is no such place, or nothing is kept. */
  readonly elsewhere: SharedStretches | null;
  readonly pages: PageReader;
  readonly planner: StretchPlanner;
  readonly flights: SharedFlights<Reading>;
  /** The stretches that are being asked for, by the keys of their flights. */
  readonly underway: Map<string, Stretch>;
}

export function createSharedCalls(
  workspace: string,
  pages: PageReader,
  known: KnownCalls | null,
  elsewhere: SharedStretches | null,
): SharedCalls {
  const planner = new StretchPlanner(() => pages.span);
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
