import { createSharedFlights, type SharedFlights } from '../../upstream/shared-flight.js';
import type { KnownCalls } from './known-calls.js';
import type { Stretch } from './stretch.js';
import type { Reading } from './stretch-reader.js';

/** What the operations on one workspace's call history share. */
export interface SharedCalls {
  readonly workspace: string;
  /** null where nothing is kept from one operation to the next. */
  readonly known: KnownCalls | null;
  readonly flights: SharedFlights<Reading>;
  /** The stretches that are being asked for, by the keys of their flights. */
  readonly underway: Map<string, Stretch>;
}

export function createSharedCalls(workspace: string, known: KnownCalls | null): SharedCalls {
  return { workspace, known, flights: createSharedFlights('ccrm'), underway: new Map() };
}
