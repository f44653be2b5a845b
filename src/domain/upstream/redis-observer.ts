import type { FailureReason } from './failure-reason.js';

/** The error prefixes of Redis that are distinguished. */
export const REDIS_REFUSALS = [
  'READONLY',
  'OOM',
  'NOPERM',
  'NOAUTH',
  'WRONGPASS',
  'MISCONF',
  'NOREPLICAS',
  'MASTERDOWN',
  'LOADING',
  'BUSY',
  'CLUSTERDOWN',
  'MOVED',
  'ERR',
] as const;

/** TIMEOUT: no reply in time. CLOSED: the connection was closed. A small, fixed set, suitable as a metric label. */
export type RedisReason = (typeof REDIS_REFUSALS)[number] | FailureReason | 'TIMEOUT' | 'CLOSED';

export type RedisOperation = 'READ' | 'WRITE';

/** Observes the connection to Redis. Must not throw. */
export interface RedisObserver {
  /** Commands failed: Redis returned an error or no reply. */
  redisFailed(operation: RedisOperation, reason: RedisReason): void;
  /** Whether this replica can currently read from, or write to, Redis. */
  redisUsable(operation: RedisOperation, usable: boolean): void;
}
