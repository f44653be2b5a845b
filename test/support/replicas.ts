import type { SandboxOptions } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { eventually } from './eventually.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from './a-switchboard.js';
import { upstreamRequests } from './upstream-requests.js';

/** Two Switchboards that share one Redis and the first one's sandbox. */
export interface Replicas extends AsyncDisposable {
  readonly first: Switchboard;
  readonly second: Switchboard;
  /** The number of requests to each of the sandbox's resources since the last call. */
  arrived(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export const TTL = { extensions: 60, client: 60, notes: 30, recentCalls: 5, closedCalls: 3600 };

/** Resolves once both are connected to Redis. */
export async function startReplicas(
  redisUrl: URL,
  sandbox: SandboxOptions,
  options: SwitchboardOptions = {},
): Promise<Replicas> {
  const shared = { ttl: TTL, redisUrl, ...options };
  const first = await startSwitchboard({ ...shared, sandbox });
  const second = await startSwitchboard({
    workspaces: () => [sandboxWorkspace(first.sandbox)],
    ...shared,
  });
  await eventually(() => [first, second].every(usesRedis));

  async function close(): Promise<void> {
    await second.close();
    await first.close();
  }

  return {
    first,
    second,
    arrived() {
      const requests = upstreamRequests(first.sandbox);
      first.sandbox.clearRequests();
      return requests;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

export function usesRedis({ log }: Switchboard): boolean {
  return redisLines({ log }).at(-1) === 'Redis connected';
}

/** The log messages about Redis, in order. */
export function redisLines({ log }: Pick<Switchboard, 'log'>): readonly unknown[] {
  return log.map(({ msg }) => msg).filter((message) => String(message).startsWith('Redis'));
}
