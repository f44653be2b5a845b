import { inspectDatabase } from '../archive/database/inspect-database.js';
import type { ArchiveSettings } from '../config/settings.js';
import { inspectRedis } from '../upstream/redis/inspect-redis.js';
import type { Finding } from './finding.js';

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

/** Whether the archive's database can be opened and its tables created. */
export async function examineArchive({ engine }: ArchiveSettings): Promise<Finding> {
  const finding = { check: 'archive', provider: null } as const;
  const facts = { engine: engine.kind };
  try {
    const state = await inspectDatabase(engine);
    const text =
      state === 'NEW'
        ? 'The database is empty; the server can create its tables.'
        : 'The database can be opened.';
    return { ...finding, verdict: 'GOOD', text, facts: { ...facts, reason: null } };
  } catch (error) {
    const reason = reasonOf(error);
    const text = `The database can’t be used: ${reason}. All data is read live.`;
    return { ...finding, verdict: 'PROBLEM', text, facts: { ...facts, reason } };
  }
}

/** The database's message, which contains at most the host, the user or the file; its code if it has no message. */
function reasonOf(error: unknown): string {
  const { message, code } = Object(error) as { readonly message?: unknown; readonly code?: unknown };
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : 'unknown';
}
