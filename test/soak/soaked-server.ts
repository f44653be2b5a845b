import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { API_KEY_VARIABLES } from '../../bench/harness/api-key.ts';
import { messageOf } from '../../bench/harness/message.ts';
import { fieldsOf, numberOf } from '../../bench/harness/values.ts';

/** The resources of the server's process after a garbage collection. */
export interface Measure {
  /** Bytes. */
  readonly heap: number;
  /** The bytes of the heap that are compiled code, which V8 decides. */
  readonly code: number;
  /** Bytes. */
  readonly rss: number;
  /** Bytes. */
  readonly external: number;
  /** Open sockets, including idle ones; null if the system doesn't say. */
  readonly sockets: number | null;
  /** The number of resources of each kind, by Node's names, that keep the process alive. */
  readonly resources: ReadonlyMap<string, number>;
  /** Unhandled rejections and warnings since the start. */
  readonly complaints: readonly string[];
}

/** The built server in a separate process. */
export interface SoakedServer {
  readonly url: string;
  /** The log lines at the error level so far. */
  readonly errorLines: readonly string[];
  /** How it exited, in words; null while it runs. */
  readonly ending: string | null;
  measure(): Promise<Measure>;
  /** Sends SIGTERM, and SIGKILL after 20 s. Resolves to the exit code (null after a signal) and the duration in ms. */
  terminate(): Promise<{ readonly code: number | null; readonly ms: number }>;
  kill(): void;
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PROBE = new URL('probe.mjs', import.meta.url).href;
/** The milliseconds until a process that doesn't exit is killed. */
const PATIENCE = 20_000;
/** pino's error level or higher. */
const ERROR_LINE = /^\{"level":[56]0,/;

/** Starts the server with this environment on a free port; rejects if it doesn't listen. */
export async function startSoakedServer(
  environment: Readonly<Record<string, string>>,
): Promise<SoakedServer> {
  const child = fork(MAIN, [], {
    execArgv: ['--expose-gc', '--import', PROBE],
    env: { ...API_KEY_VARIABLES, ...environment, NODE_ENV: 'production', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const errorLines: string[] = [];
  return {
    url: await addressOf(child, errorLines),
    errorLines,
    get ending() {
      const { exitCode, signalCode } = child;
      return exitCode === null && signalCode === null ? null : `exit code ${exitCode}, signal ${signalCode}`;
    },
    measure: () => measure(child),
    async terminate() {
      const started = performance.now();
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
        await ended;
        clearTimeout(patience);
      }
      return { code: child.exitCode, ms: performance.now() - started };
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The address that the process prints. Keeps reading the log, and stores only lines at the error level. */
async function addressOf(child: ChildProcess, errorLines: string[]): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('A process without an output.');
  return new Promise((found, failed) => {
    createInterface(stdout)
      .on('line', (line) => {
        const address = /"address":"([^"]+)"/.exec(line)?.[1];
        if (address !== undefined) found(address);
        if (ERROR_LINE.test(line)) errorLines.push(line);
      })
      .once('close', () => failed(new Error('It ended before it listened.')));
  });
}

async function measure(child: ChildProcess): Promise<Measure> {
  const answer = messageOf(child);
  child.send('measure');
  const told = fieldsOf(await answer);
  return {
    heap: numberOf(told['heapUsed']),
    code: numberOf(told['code']),
    rss: numberOf(told['rss']),
    external: numberOf(told['external']),
    sockets: await openSockets(child.pid ?? 0),
    resources: counted(texts(told['resources'])),
    complaints: texts(told['complaints']),
  };
}

/** On Linux, /proc lists a process's open files. */
async function openSockets(pid: number): Promise<number | null> {
  const folder = `/proc/${pid}/fd`;
  try {
    const links = (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => ''));
    return (await Promise.all(links)).filter((target) => target.startsWith('socket:')).length;
  } catch {
    return null;
  }
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names.toSorted()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
