import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import { openScope } from '../../domain/operation/operation-scope.js';
import { ArchiveError } from '../../domain/archive/archive-errors.js';
import type { ArchiveState, ArchiveStatus } from '../../domain/archive/archive-status.js';
import type { CallSource, Workspace } from '../../domain/sources.js';

/** UNAVAILABLE: the database can't be read. */
const STATES: readonly (ArchiveState | 'UNAVAILABLE')[] = [
  'BACKFILLING',
  'FOLLOWING',
  'PAUSED',
  'UNAVAILABLE',
];

type Status = ArchiveStatus | 'UNAVAILABLE';

/** The gauges of one archive; null isn't reported. `now`: milliseconds since the epoch. */
const GAUGES: readonly {
  readonly name: string;
  readonly help: string;
  readonly valueOf: (status: ArchiveStatus, now: number) => number | null;
}[] = [
  { name: 'switchboard_archive_calls', help: 'Archived calls.', valueOf: ({ calls }) => calls },
  {
    name: 'switchboard_archive_notes',
    help: 'Archived notes, without deleted ones.',
    valueOf: ({ notes }) => notes,
  },
  {
    name: 'switchboard_archive_pending_notes',
    help: 'Calls whose notes are still to be read, for the first time or again.',
    valueOf: ({ pendingNotes }) => pendingNotes,
  },
  {
    name: 'switchboard_archive_from_timestamp_seconds',
    help: 'Time since which every call is archived, in seconds since the epoch; absent if nothing is archived.',
    valueOf: ({ from }) => (from === null ? null : from / 1000),
  },
  {
    name: 'switchboard_archive_lag_seconds',
    help: 'Seconds since the archive was last up to date; absent if it never was.',
    valueOf: ({ syncedAt }, now) => (syncedAt === null ? null : Math.max(0, now - syncedAt) / 1000),
  },
];

/** Milliseconds for which statuses are cached, because counting a million calls is slow. */
const FRESH = 10_000;
/** Milliseconds for which a scrape waits for databases: Prometheus gives up after ten seconds, and loses every metric. */
const SCRAPE_TIMEOUT = 4000;
/** Milliseconds after which a database that has returned no status counts as unavailable. */
const STATUS_TIMEOUT = 60_000;

/** Creates the metrics of the workspaces' archives; a workspace without an archive has none. */
export function createArchiveMetrics(registry: Registry) {
  let archived: readonly (readonly [workspace: string, calls: CallSource])[] = [];
  let clock = Date.now;
  const known = new Map<string, Status>();
  let reading: Promise<void> | null = null;
  let startedAt = -Infinity;
  /** When the last status was read, or reading began. */
  let progressedAt = -Infinity;

  // One at a time, so that a scrape isn't a burst of queries. With many workspaces, it takes longer than a scrape.
  async function readAll(): Promise<void> {
    progressedAt = performance.now();
    for (const [workspace, calls] of archived) {
      known.set(workspace, await statusOf(calls));
      progressedAt = performance.now();
    }
  }

  async function statuses(): Promise<readonly (readonly [workspace: string, status: Status])[]> {
    if (performance.now() - startedAt > FRESH) {
      startedAt = performance.now();
      reading ??= readAll().finally(() => (reading = null));
    }
    await Promise.race([reading, sleep(SCRAPE_TIMEOUT, undefined, { ref: false })]);
    if (performance.now() - progressedAt < STATUS_TIMEOUT) return [...known];
    return archived.map(([workspace]) => [workspace, 'UNAVAILABLE']);
  }

  for (const { name, help, valueOf } of GAUGES) {
    new Gauge({
      name,
      help,
      labelNames: ['workspace'],
      registers: [registry],
      async collect() {
        const all = await statuses();
        this.reset();
        for (const [workspace, status] of all) {
          const value = status === 'UNAVAILABLE' ? null : valueOf(status, clock());
          if (value !== null) this.set({ workspace }, value);
        }
      },
    });
  }
  new Gauge({
    name: 'switchboard_archive_state',
    help: 'The state of a workspace’s archive: 1 for BACKFILLING, FOLLOWING, PAUSED (the provider fails or limits requests, or the database can’t be written) or UNAVAILABLE (the database can’t be read), 0 for the others; absent until it is first read.',
    labelNames: ['workspace', 'state'],
    registers: [registry],
    async collect() {
      for (const [workspace, status] of await statuses()) {
        const present = status === 'UNAVAILABLE' ? status : status.state;
        for (const state of STATES) this.set({ workspace, state }, state === present ? 1 : 0);
      }
    },
  });
  return {
    /** Reads the archives of these workspaces at each scrape. `now`: milliseconds since the epoch. */
    observe(workspaces: ReadonlyMap<string, Workspace>, now: () => number): void {
      archived = [...workspaces.values()].flatMap(({ id, calls }) =>
        calls?.archived === undefined ? [] : [[id, calls] as const],
      );
      clock = now;
    },
  };
}

async function statusOf(calls: CallSource): Promise<Status> {
  try {
    const scope = openScope({ signal: new AbortController().signal });
    return (await calls.openHistory(scope).archiveStatus()) ?? 'UNAVAILABLE';
  } catch (error) {
    if (error instanceof ArchiveError) return 'UNAVAILABLE';
    throw error;
  }
}
