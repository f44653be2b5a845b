import { inspectDatabase } from '../archive/database/inspect-database.js';
import type { ArchiveSettings } from '../config/settings.js';
import { inspectRedis } from '../upstream/redis/inspect-redis.js';
import type { Finding } from './finding.js';

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

/** Whether the archive's database can be opened, and its tables created. */
export async function examineArchive({ engine }: ArchiveSettings): Promise<Finding> {
  const finding = { check: 'archive', provider: null } as const;
  const facts = { engine: engine.kind };
  try {
    const state = await inspectDatabase(engine);
    const text = state === 'NEW' ? 'It is empty, and the server can create its tables.' : 'It can be opened.';
    return { ...finding, verdict: 'GOOD', text, facts: { ...facts, reason: null } };
  } catch (error) {
    const reason = reasonOf(error);
    const text = `It can’t be used: ${reason}. Everything is read live.`;
    return { ...finding, verdict: 'PROBLEM', text, facts: { ...facts, reason } };
  }
}

/** The database's words, which name the host, the user or the file at most; its code if it has none. */
function reasonOf(error: unknown): string {
  const { message, code } = Object(error) as { readonly message?: unknown; readonly code?: unknown };
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : 'unknown';
}
