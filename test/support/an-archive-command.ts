import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { Program } from './a-process.js';

export type Environment = Readonly<Record<string, string>>;

/** `switchboard archive …` running as a separate process. */
export interface ArchiveCommand {
  readonly process: ChildProcess;
  /** Everything written to standard output so far. */
  output(): string;
  /** Resolves to the exit code and all output once the process has exited. */
  readonly end: Promise<CommandEnd>;
}

export interface CommandEnd {
  /** null if a signal ended the process. */
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Starts `switchboard archive` with these operands and exactly this environment. */
export function startArchiveCommand(
  { main }: Program,
  env: Environment,
  operands: readonly string[],
): ArchiveCommand {
  const child = spawn(process.execPath, [main, 'archive', ...operands], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const end = once(child, 'close').then(([code]: (number | null)[]) => ({
    code: code ?? null,
    output,
    complaint,
  }));
  return { process: child, output: () => output, end };
}

/** An environment that archives the calls of the sandbox, whose dates are in UTC. */
export function archiveEnvironment(sandbox: Sandbox, archiveUrl: string, since: string): Environment {
  return {
    WORKSPACE_ID: 'acme',
    COUNTRY: 'PL',
    CCRM_URL: sandbox.ccrmUrl,
    CCRM_TOKEN: sandbox.credentials.ccrmToken,
    CCRM_TIMEZONE: 'UTC',
    ARCHIVE_URL: archiveUrl,
    ARCHIVE_SINCE: since,
    ARCHIVE_REQUESTS_PER_MINUTE: '100000',
    // Responses may be slow on a busy machine.
    UPSTREAM_ATTEMPT_TIMEOUT: '20',
    UPSTREAM_DEADLINE: '60',
  };
}
