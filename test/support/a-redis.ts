import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';

/** A dedicated redis-server on loopback that writes nothing to disk. */
export interface RedisServer {
  readonly url: URL;
  /** A connection separate from those under test. */
  readonly client: Redis;
  signal(name: NodeJS.Signals): void;
  /** Kills the server, as a crash would. */
  kill(): Promise<void>;
  /** Restarts the server at the same address, empty. */
  restart(): Promise<void>;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** A group of tests that need redis-server; without one, the group is skipped with a message on standard error. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (!isInstalled) process.stderr.write(`LEFT OUT, as redis-server isn't on the PATH: ${name}\n`);
  (isInstalled ? describe : describe.skip)(name, tests);
}

export async function startRedis(password = ''): Promise<RedisServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-redis-'));
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const start = () =>
    spawn('redis-server', [...options, '--save', '', '--requirepass', password], { stdio: 'ignore' });
  const client = new Redis({ port, host: '127.0.0.1', password, retryStrategy: () => 20 });
  client.on('error', () => undefined);
  let server = start();
  await answers(client);

  return {
    url: new URL(`redis://${password === '' ? '' : `:${password}@`}127.0.0.1:${String(port)}`),
    client,
    signal: (name) => server.kill(name),
    kill: () => killed(server),
    async restart() {
      server = start();
      await answers(client);
    },
    async close() {
      client.disconnect();
      await killed(server);
      await rm(folder, { recursive: true });
    },
  };
}

async function answers(client: Redis): Promise<void> {
  await eventually(async () => client.status === 'ready' && (await client.dbsize()) === 0);
}

async function killed(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill('SIGKILL');
  await exit;
}
