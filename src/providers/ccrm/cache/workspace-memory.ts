import { LRUCache } from 'lru-cache';
import type { CallRecorder } from '../../../domain/archive/call-archive.js';
import type { Call } from '../../../domain/call.js';
import type { Interval } from '../../../domain/interval.js';
import type { ReadThroughCache } from '../../../upstream/cache/read-through-cache.js';
import type { SingleFlights } from '../../../upstream/cache/single-flight.js';
import type { CacheNamespace } from '../../../upstream/redis/cache-namespace.js';
import type { NotesOfCall } from '../notes/notes-of-call.js';
import type { IntervalPages } from '../range/interval-pages.js';
import type { IntervalReading } from '../range/interval-reading.js';
import type { RequestPlanner } from '../range/request-planner.js';
import type { RedisCalls } from './redis-calls.js';
import type { WorkspaceCalls } from './workspace-calls.js';

/** The dates and latest note counts of recently read calls, by uuid. The date allows a call to be found by its uuid. */
type RecentCalls = LRUCache<string, Pick<Call, 'localDate' | 'noteCount'>>;

/** Remembers at most `capacity` calls, and evicts the least recently used ones. */
export function createRecentCalls(capacity: number): RecentCalls {
  // A size rather than `max`, for which an LRUCache allocates memory: most of a thousand workspaces have few calls.
  return new LRUCache({ maxSize: capacity, sizeCalculation: () => 1 });
}

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
  /**
   * The provider's records of calls, until their interval proves complete; null if neither the archive nor Redis stores
   * them. Weak, so that those of incomplete intervals are garbage-collected with their calls.
   */
  readonly records: WeakMap<Call, unknown> | null;
  /** Archives complete intervals; null without an archive. */
  readonly recorder: CallRecorder | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly planner: RequestPlanner;
  readonly flights: SingleFlights<IntervalReading>;
  /** The intervals that are being requested, by their keys. */
  readonly inFlight: Map<string, Interval>;
}
