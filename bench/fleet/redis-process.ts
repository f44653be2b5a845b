import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../../test/support/free-port.ts';

/** A redis-server of its own on loopback, which keeps nothing on the disk. */
export interface RedisProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly client: Redis;
}

/** Rejects if `redis-server` isn't on the PATH. */
export async function startRedis(): Promise<RedisProcess> {
  const port = await freePort();
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  });
  await once(server, 'spawn');
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20 });
  client.on('error', () => undefined);
  await new Promise((resolve) => client.once('ready', resolve));
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    pid: server.pid ?? 0,
    client,
    async [Symbol.asyncDispose]() {
      client.disconnect();
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
  };
}
