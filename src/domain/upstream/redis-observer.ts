import type { FailureReason } from './failure-reason.js';

/** The words with which Redis begins a refusal, as far as they are told apart. */
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

/** TIMEOUT: no answer in time; CLOSED: the connection ended. A small, fixed set. */
export type RedisReason = (typeof REDIS_REFUSALS)[number] | FailureReason | 'TIMEOUT' | 'CLOSED';

export type RedisOperation = 'READ' | 'WRITE';

/** Is told what happens between us and Redis. Must not throw. */
export interface RedisObserver {
  /** Commands failed: Redis refused them, or there was no answer. */
  redisFailed(operation: RedisOperation, reason: RedisReason): void;
  /** Whether replicas read what they share, or add to it, at present. */
  redisUsable(operation: RedisOperation, usable: boolean): void;
}
