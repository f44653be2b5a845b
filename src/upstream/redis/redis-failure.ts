import { failureReason } from '../../domain/upstream/failure-reason.js';
import { REDIS_REFUSALS, type RedisReason } from '../../domain/upstream/redis-observer.js';

/** Redis didn't reply in time. */
export class NoAnswer extends Error {}

/** The kind of a failure, never its message, which may contain an address. */
export function redisReason(error: unknown): RedisReason {
  if (error instanceof NoAnswer) return 'TIMEOUT';
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return failureReason(code);
  const [word] = /^[A-Z]{2,}(?= )/.exec(String(message)) ?? [];
  return REDIS_REFUSALS.find((known) => known === word) ?? (word === undefined ? 'CLOSED' : 'OTHER');
}

/** Whether Redis replied with an error. */
export function isRefusedCommand(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'ReplyError';
}
