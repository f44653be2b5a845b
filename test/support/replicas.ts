import type { SandboxOptions } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { eventually } from './eventually.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from './a-switchboard.js';
import { upstreamRequests } from './upstream-requests.js';

/** Two Switchboards on one Redis, over the first one's sandbox. */
export interface Replicas extends AsyncDisposable {
  readonly first: Switchboard;
  readonly second: Switchboard;
  /** How many requests have reached the sandbox since the last look. */
  arrived(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export const TTL = { extensions: 60, client: 60, notes: 30, recentCalls: 5, closedCalls: 3600 };

/** Both have Redis in use. */
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

/** What the log says of Redis, in order. */
export function redisLines({ log }: Pick<Switchboard, 'log'>): readonly unknown[] {
  return log.map(({ msg }) => msg).filter((message) => String(message).startsWith('Redis'));
}
