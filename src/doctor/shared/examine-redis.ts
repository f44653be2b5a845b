import { inspectRedis } from '../../upstream/redis/inspect-redis.js';
import type { Finding } from '../finding.js';

/** Whether the shared Redis can be reached and accepts the replicas' commands. */
export async function examineRedis(url: URL): Promise<Finding> {
  const finding = { check: 'redis', provider: null } as const;
  const fault = await inspectRedis(url);
  if (fault === null) {
    return { ...finding, verdict: 'GOOD', text: 'Accepts writes.', facts: { reason: null } };
  }
  const { reason, isRefusal } = fault;
  const what = isRefusal ? 'Rejects a command that replicas send' : 'Unreachable';
  return {
    ...finding,
    verdict: 'PROBLEM',
    text: `${what}: ${reason}. Replicas share no data.`,
    facts: { reason },
  };
}
