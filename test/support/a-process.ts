import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { builtOnce } from './built-once.js';

/** Switchboard running as a separate process. */
export interface SwitchboardProcess {
  readonly url: string;
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** Everything written to standard output so far. */
  printed(): string;
  /** Everything written to standard error so far. */
  complained(): string;
  /** Stops reading the process's standard output. */
  stopReading(): void;
  /** The exit code; null if a signal ended the process. */
  readonly exit: Promise<number | null>;
}

/** The exit code and the output of a process that exited by itself. */
export interface Refusal {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** The bundled program. */
export interface Program {
  /** The path of its main module. */
  readonly main: string;
  start(sandbox: Sandbox): Promise<SwitchboardProcess>;
  /** Starts the program with exactly this environment. */
  startWith(environment: Readonly<Record<string, string>>): Promise<SwitchboardProcess>;
  /** Runs the program with this environment and waits until it exits. */
  refusal(environment: Readonly<Record<string, string>>): Promise<Refusal>;
  /** Kills the processes that still run. */
  kill(): void;
}

/** Links a folder to this project's packages, schema and package.json, which a program in its `dist` needs. */
export async function linkPackage(folder: string): Promise<void> {
  for (const name of ['node_modules', 'schema', 'package.json'])
    await symlink(resolve(name), join(folder, name));
}

/** Bundles the program into the folder's `dist` as `npm start` does. */
export async function bundleProgram(folder: string): Promise<void> {
  await linkPackage(folder);
  await promisify(execFile)(process.execPath, ['src/app/bundle.mjs', join(folder, 'dist')]);
}

/** The program in this folder; by default, in one that suites share and none may change. */
export async function buildProgram(at?: string): Promise<Program> {
  const folder = at ?? (await builtOnce('program', ['src'], bundleProgram));
  const started: ChildProcess[] = [];

  function run(environment: Readonly<Record<string, string>>): ChildProcess {
    const child = spawn(process.execPath, [join(folder, 'dist/main.js')], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    return child;
  }

  async function startWith(environment: Readonly<Record<string, string>>): Promise<SwitchboardProcess> {
    const child = run(environment);
    const exit = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
    let printed = '';
    let complained = '';
    child.stderr?.on('data', (chunk: Buffer) => (complained += chunk.toString()));
    child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const url = await addressOf(child);
    return {
      url,
      pid: child.pid ?? NaN,
      signal: (name) => child.kill(name),
      printed: () => printed,
      complained: () => complained,
      stopReading: () => child.stdout?.pause(),
      exit,
    };
  }

  return {
    main: join(folder, 'dist/main.js'),
    start: (sandbox) => startWith(environment(sandbox)),
    startWith,
    async refusal(environment) {
      const child = run(environment);
      const said = { output: '', complaint: '' };
      child.stdout?.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (said.complaint += chunk.toString()));
      const [code]: (number | null)[] = await once(child, 'close');
      return { code: code ?? null, ...said };
    },
    kill() {
      for (const child of started) child.kill('SIGKILL');
    },
  };
}

function environment(sandbox: Sandbox): Record<string, string> {
  return {
    PORT: '0',
    VOICENTER_URL: sandbox.voicenterUrl,
    VOICENTER_CODE: sandbox.credentials.voicenterCode,
    RINGME_URL: sandbox.ringmeUrl,
    RINGME_TOKEN: sandbox.credentials.ringmeToken,
    CCRM_URL: sandbox.ccrmUrl,
    CCRM_TOKEN: sandbox.credentials.ccrmToken,
  };
}

/** The address that the process prints; rejects with all of its output if it exits first. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  let complained = '';
  return new Promise((found, failed) => {
    child.stderr?.on('data', (chunk: Buffer) => (complained += chunk.toString()));
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /^Switchboard \S+: (\S+)\/graphql$|"address":"([^"]+)"/m
        .exec(printed)
        ?.slice(1)
        .find(Boolean);
      if (address !== undefined) found(address);
    });
    child.once('close', () => failed(new Error(`It ended before it listened: ${printed}${complained}`)));
  });
}
