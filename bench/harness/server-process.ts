import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { API_KEY_VARIABLES } from './api-key.ts';
import { messageOf } from './message.ts';
import { answerOf, type Question } from './question.ts';
import { fieldsOf, numberOf } from './values.ts';

/** The command that starts a server. */
export interface ServerCommand {
  /** Its name in the tables. */
  readonly name: string;
  /** A JavaScript file and its arguments. */
  readonly module: string;
  readonly arguments?: readonly string[];
  /** The whole environment, except PORT. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** Options of Node.js. */
  readonly nodeOptions?: readonly string[];
}

/** The resources that a process has used since it started. */
export interface Usage {
  readonly cpuMs: number;
  /** The same for the worker that used most. */
  readonly busiestCpuMs: number;
  readonly rssMegabytes: number;
  readonly peakRssMegabytes: number;
  /** The longest block of the event loop since `watchStalls`; 0 before. */
  readonly longestStallMs: number;
  /** The 99th percentile of the event loop's delay. */
  readonly stallP99Ms: number;
  /** The most CPU time that its main thread used in one turn of the event loop since `watchStalls`; 0 before. */
  readonly longestTurnMs: number;
}

/** A server under test, in a separate process. */
export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  /** The address for queries. */
  readonly url: string;
  /** Milliseconds from the start of the process to its first response. */
  readonly startMs: number;
  usage(): Promise<Usage>;
  watchStalls(): void;
  stop(): Promise<void>;
}

const PROBE = new URL('probe.mjs', import.meta.url).href;
const START_LIMIT_MS = 60_000;
const RETRY_MS = 5;

/** Starts a server on a port and waits for its first response to a query; rejects if there is none. */
export async function startServer(
  command: ServerCommand,
  port: number,
  question: Question,
): Promise<ServerProcess> {
  const started = performance.now();
  const child = fork(command.module, command.arguments, {
    execArgv: [...(command.nodeOptions ?? []), '--import', PROBE],
    env: { ...API_KEY_VARIABLES, ...command.environment, NODE_ENV: 'production', PORT: String(port) },
    cwd: command.workingDirectory,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const url = `http://127.0.0.1:${port}/graphql`;
  while (!(await answers(url, question))) {
    if (child.exitCode !== null || performance.now() - started > START_LIMIT_MS) {
      await stop(child);
      throw new Error(`${command.name} gave no answer:\n${complaints}`);
    }
    await wait(RETRY_MS);
  }
  return {
    name: command.name,
    pid: child.pid ?? 0,
    url,
    startMs: performance.now() - started,
    usage: () => askUsage(child),
    watchStalls: () => void child.send('watch'),
    stop: () => stop(child),
  };
}

async function answers(url: string, question: Question): Promise<boolean> {
  try {
    await answerOf(url, question);
    return true;
  } catch {
    return false;
  }
}

async function askUsage(child: ChildProcess): Promise<Usage> {
  const answer = messageOf(child);
  child.send('usage');
  const used = fieldsOf(await answer);
  return {
    cpuMs: numberOf(used['cpuMs']),
    busiestCpuMs: numberOf(used['busiestCpuMs']),
    rssMegabytes: numberOf(used['rssMegabytes']),
    peakRssMegabytes: numberOf(used['peakRssMegabytes']),
    longestStallMs: numberOf(used['longestStallMs']),
    stallP99Ms: numberOf(used['stallP99Ms']),
    longestTurnMs: numberOf(used['longestTurnMs']),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
