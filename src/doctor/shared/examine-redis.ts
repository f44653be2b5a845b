import { inspectRedis } from '../../upstream/redis/inspect-redis.js';
import type { Finding } from '../finding.js';

/** Whether the Redis that replicas share can be reached, and accepts what they write to it. */
export async function examineRedis(url: URL): Promise<Finding> {
  const finding = { check: 'redis', provider: null } as const;
  const fault = await inspectRedis(url);
  if (fault === null) {
    return { ...finding, verdict: 'GOOD', text: 'It accepts writes.', facts: { reason: null } };
  }
  const { reason, isRefusal } = fault;
  const what = isRefusal ? 'It rejects a command that replicas send' : 'It can’t be reached';
  return {
    ...finding,
    verdict: 'PROBLEM',
    text: `${what}: ${reason}. Replicas share nothing.`,
    facts: { reason },
  };
}
