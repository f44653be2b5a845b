import type { Call } from '../../../../../src/domain/call.js';
import type { Interval } from '../../../../../src/domain/interval.js';
import type { OperationEvent } from '../../../../../src/domain/operation/operation-event.js';
import { UpstreamError } from '../../../../../src/domain/upstream/upstream-error.js';
import type { RedisCalls } from '../../../../../src/providers/ccrm/cache/redis-calls.js';
import { WorkspaceCalls } from '../../../../../src/providers/ccrm/cache/workspace-calls.js';
import {
  createRecentCalls,
  type WorkspaceMemory,
} from '../../../../../src/providers/ccrm/cache/workspace-memory.js';
import { createLocalClock } from '../../../../../src/providers/ccrm/local-clock.js';
import type { NotesOfCall } from '../../../../../src/providers/ccrm/notes/notes-of-call.js';
import { IntervalPages } from '../../../../../src/providers/ccrm/range/interval-pages.js';
import { IntervalReader } from '../../../../../src/providers/ccrm/range/interval-reader.js';
import type { ReadPage } from '../../../../../src/providers/ccrm/range/page-evidence.js';
import { countInterval } from '../../../../../src/providers/ccrm/range/range-count.js';
import { RangeWalk } from '../../../../../src/providers/ccrm/range/range-walk.js';
import { RequestPlanner } from '../../../../../src/providers/ccrm/range/request-planner.js';
import { createReadThroughCache } from '../../../../../src/upstream/cache/read-through-cache.js';
import { createSingleFlights } from '../../../../../src/upstream/cache/single-flight.js';
import { type Clock, aClock } from '../../../../support/a-clock.js';
import { aScope } from '../../../../support/a-scope.js';
import { NOON } from './a-page.js';

const LOCAL = createLocalClock('Europe/Warsaw');
/** No test needs more requests, so an endless walk fails soon. */
const MAX_REQUESTS = 300;

/** The call history of a workspace, and how its provider returns it. */
export interface History {
  calls: readonly Call[];
  /** The dates of unreadable records, in seconds after noon. */
  unreadable?: readonly number[];
  pageSize: number;
  /** The total in a response, given the right total. */
  total?: (right: number) => number | null;
  isOut?: boolean;
}

interface Options {
  /** The ttl of calls in seconds; if absent, nothing is cached. */
  readonly fresh?: { readonly recent: number; readonly closed: number; readonly maxStale: number };
  readonly clock?: Clock;
  /** What Redis does when an instant is looked up; if absent, there is no Redis. */
  readonly lookUp?: (instant: number, stale: boolean, known: WorkspaceCalls) => void;
}

/** An operation on a workspace, and its reports. */
export interface Operation {
  readonly reader: IntervalReader;
  readonly events: readonly OperationEvent[];
  count(interval: Interval): Promise<number | null>;
  walk(interval: Interval, order?: 'NEWEST_FIRST' | 'OLDEST_FIRST'): Promise<readonly Call[]>;
}

/** A workspace in memory; `asked` lists its requests as seconds after noon, such as `0..59` or `0..59 page 2`. */
export function aWorkspace(
  history: History,
  { fresh, clock = aClock('2025-03-20T12:00:00Z'), lookUp }: Options = {},
) {
  const asked: string[] = [];
  const { now } = clock;
  const known = fresh === undefined ? null : new WorkspaceCalls({ ...fresh, maxBytes: 100_000_000, now });
  const redisCalls: RedisCalls | null =
    lookUp === undefined || known === null
      ? null
      : {
          generation: null,
          lookUp: (instant, stale) => Promise.resolve(lookUp(instant, stale, known)),
          keep: () => undefined,
        };
  const pages = new IntervalPages(readerOf(history, asked));
  const uncached = { ttl: 0, maxBytes: 1, sizeOf: () => 1, writable: false };
  const notes = createReadThroughCache<NotesOfCall>({ provider: 'ccrm', route: 'notes', ...uncached });
  const memory: WorkspaceMemory = {
    workspace: 'acme',
    workspaceCalls: known,
    redisCalls,
    recentCalls: createRecentCalls(1),
    notes,
    account: null,
    pages,
    records: null,
    recorder: null,
    now,
    planner: new RequestPlanner(() => pages.span),
    flights: createSingleFlights('ccrm'),
    inFlight: new Map(),
  };
  return {
    asked,
    known,
    memory,
    evidence: pages.evidence,
    open: (): Operation => {
      const events: OperationEvent[] = [];
      const reader = new IntervalReader(LOCAL, memory, aScope({ report: (event) => events.push(event) }));
      return {
        reader,
        events,
        count: (interval) => countInterval(reader, interval),
        async walk(interval, order = 'OLDEST_FIRST') {
          const calls: Call[] = [];
          for await (const batch of new RangeWalk(reader, interval, order).batches()) calls.push(...batch);
          return calls;
        },
      };
    },
  };
}

/** Both dates are inclusive; unreadable records come last. */
function readerOf(history: History, asked: string[]): ReadPage {
  return (dateFrom, dateTo, page) => {
    const { calls, unreadable = [], pageSize, total = (right) => right, isOut = false } = history;
    const [from, to] = [secondOf(dateFrom), secondOf(dateTo)];
    asked.push(`${String(from + 1)}..${String(to - 1)}${page === 1 ? '' : ` page ${String(page)}`}`);
    if (asked.length > MAX_REQUESTS) return Promise.reject(new Error('expected fewer requests'));
    if (isOut) return Promise.reject(new UpstreamError('ccrm', 'UPSTREAM_UNAVAILABLE', 'down'));
    const isWithin = (second: number) => second >= from && second <= to;
    const within = calls.filter(({ startedAt }) => isWithin((startedAt - NOON) / 1000));
    const records = [...within, ...unreadable.filter(isWithin).map(() => null)];
    const onPage = records.slice((page - 1) * pageSize, page * pageSize);
    return Promise.resolve({
      calls: onPage.filter((call) => call !== null),
      received: onPage.length,
      total: total(records.length),
    });
  };
}

function secondOf(localDate: string): number {
  return ((LOCAL.instantOf(localDate) ?? NaN) - NOON) / 1000;
}
