import type { CallRecorder } from '../../../domain/archive/call-archive.js';
import type { Interval } from '../../../domain/interval.js';
import type { ReadThroughCache } from '../../../upstream/cache/read-through-cache.js';
import type { SingleFlights } from '../../../upstream/cache/single-flight.js';
import type { CacheNamespace } from '../../../upstream/redis/cache-namespace.js';
import type { CallRecords } from '../call-records.js';
import type { NotesOfCall } from '../notes/notes-of-call.js';
import type { IntervalPages } from '../range/interval-pages.js';
import type { IntervalReading } from '../range/interval-reading.js';
import type { RequestPlanner } from '../range/request-planner.js';
import type { RecentCalls } from './recent-calls.js';
import type { RedisCalls } from './redis-calls.js';
import type { WorkspaceCalls } from './workspace-calls.js';

/** The state that operations on one workspace's call history share. */
export interface WorkspaceMemory {
  readonly workspace: string;
  /** null if caching is disabled. */
  readonly workspaceCalls: WorkspaceCalls | null;
  /** The intervals that replicas share; null without Redis or if caching is disabled. */
  readonly redisCalls: RedisCalls | null;
  readonly recentCalls: RecentCalls;
  readonly notes: ReadThroughCache<NotesOfCall>;
  /** The workspace's part of the cache that replicas share; null without Redis. */
  readonly account: CacheNamespace | null;
  readonly pages: IntervalPages;
  /** The records of calls that are being read; null if neither the archive nor Redis stores them. */
  readonly records: CallRecords | null;
  /** Archives complete intervals; null without an archive. */
  readonly recorder: CallRecorder | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly planner: RequestPlanner;
  readonly flights: SingleFlights<IntervalReading>;
  /** The intervals that are being requested, by their keys. */
  readonly inFlight: Map<string, Interval>;
}
