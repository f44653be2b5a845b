import { failureReason } from '../../domain/upstream/failure-reason.js';
import { REDIS_REFUSALS, type RedisReason } from '../../domain/upstream/redis-observer.js';

/** Redis didn't reply in time. */
class NoReply extends Error {}

/** The kind of a failure, never its message, which may contain an address. */
export function redisReason(error: unknown): RedisReason {
  if (error instanceof NoReply) return 'TIMEOUT';
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return failureReason(code);
  const [word] = /^[A-Z]{2,}(?= )/.exec(String(message)) ?? [];
  return REDIS_REFUSALS.find((known) => known === word) ?? (word === undefined ? 'CLOSED' : 'OTHER');
}

/** Whether the reason is the prefix of an error that Redis returned. */
export function isRefusal(reason: RedisReason): boolean {
  return REDIS_REFUSALS.some((each) => each === reason);
}

/** Whether Redis replied with an error. */
export function isRefusedCommand(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'ReplyError';
}

/** Rejects after `timeout` milliseconds, but first reads a reply that arrived while this process was busy. */
export function inTime<T>(reply: Promise<T>, timeout: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => setImmediate(reject, new NoReply()), timeout);
  reply.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}
