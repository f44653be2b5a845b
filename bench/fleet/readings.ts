import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ServerProcess } from '../harness/server-process.ts';
import type { FleetStage } from './stage.ts';

/** What one replica has used since it started, or has now. */
export interface ReplicaReading {
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
  readonly sockets: number;
  /** How long a turn of its event loop took, of which one percent took longer. */
  readonly stallP99Ms: number;
}

/** What all processes have used since they started, or have now. */
export interface Reading {
  readonly at: number;
  readonly replicas: readonly ReplicaReading[];
  readonly redis: { readonly megabytes: number; readonly keys: number; readonly commands: number };
  readonly postgres: {
    readonly transactions: number;
    readonly rowsWritten: number;
    readonly rowsRead: number;
    readonly rows: number;
    readonly megabytes: number;
    /** Accounts whose archive is as far as it can be, and those of which it is paused. */
    readonly upToDate: number;
    readonly paused: number;
  };
  /** Seconds of CPU of Redis, of PostgreSQL with all its processes, and of the providers. */
  readonly cpu: { readonly redis: number; readonly postgres: number; readonly providers: number };
}

const run = promisify(execFile);
const MEGABYTE = 1_000_000;
const TICKS_A_SECOND = 100;

const STATISTICS = `select xact_commit + xact_rollback as transactions,
  tup_inserted + tup_updated + tup_deleted as written, tup_fetched + tup_returned as read,
  pg_database_size(datname) as bytes, (select count(*) from calls) + (select count(*) from notes)
    + (select count(*) from coverage) as rows,
  (select count(*) from accounts where synced_at is not null) as up_to_date,
  (select count(*) from accounts where paused is not null) as paused,
  split_part(pg_read_file('postmaster.pid'), chr(10), 1) as pid
  from pg_stat_database where datname = current_database()`;

export async function read({ replicas, redis, postgres, providersPid }: FleetStage): Promise<Reading> {
  const { rows } = await postgres.query<Record<string, string>>(STATISTICS);
  const of = (name: string) => Number(rows[0]?.[name]);
  const info = await redis.client.info();
  const told = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  return {
    at: performance.now(),
    replicas: await Promise.all(replicas.map(readReplica)),
    redis: {
      megabytes: told('used_memory') / MEGABYTE,
      keys: await redis.client.dbsize(),
      commands: told('total_commands_processed'),
    },
    postgres: {
      transactions: of('transactions'),
      rowsWritten: of('written'),
      rowsRead: of('read'),
      rows: of('rows'),
      megabytes: of('bytes') / MEGABYTE,
      upToDate: of('up_to_date'),
      paused: of('paused'),
    },
    cpu: {
      redis: told('used_cpu_user') + told('used_cpu_sys'),
      postgres: await cpuOf(of('pid')),
      providers: await cpuOf(providersPid),
    },
  };
}

/** The event loop is watched anew from now on. */
async function readReplica(server: ServerProcess): Promise<ReplicaReading> {
  const { cpuMs, rssMegabytes, stallP99Ms } = await server.usage();
  server.watchStalls();
  return { cpuSeconds: cpuMs / 1000, rssMegabytes, sockets: await socketsOf(server.pid), stallP99Ms };
}

async function socketsOf(pid: number): Promise<number> {
  const folder = `/proc/${String(pid)}/fd`;
  const names = await readdir(folder);
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith('socket:')).length;
}

/** Seconds of CPU of a process, and of those that it started. */
async function cpuOf(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['--ppid', String(pid), '-o', 'pid=']).catch(() => ({ stdout: '' }));
  const children = stdout.split('\n').filter((line) => line.trim() !== '');
  const seconds = await Promise.all([pid, ...children.map(Number)].map(ownCpuOf));
  return seconds.reduce((sum, each) => sum + each, 0);
}

/** With that of its children which have ended. */
async function ownCpuOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '');
  const ticks = text.slice(text.lastIndexOf(')')).split(' ').slice(12, 16).map(Number);
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_A_SECOND;
}
