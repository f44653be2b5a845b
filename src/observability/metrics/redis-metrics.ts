import { Counter, Gauge, type Registry } from 'prom-client';
import type { RedisObserver } from '../../domain/upstream/redis-observer.js';

/** Creates the metrics of the Redis cache. */
export function createRedisMetrics(registry: Registry): RedisObserver {
  const registers = [registry];
  const failures = new Counter({
    name: 'switchboard_redis_failures_total',
    help: 'Commands to Redis that failed, by operation (READ, WRITE) and reason: READONLY, OOM, NOPERM, TIMEOUT …',
    labelNames: ['operation', 'reason'],
    registers,
  });
  const usable = new Gauge({
    name: 'switchboard_redis_usable',
    help: 'Whether what replicas share can be read (READ) and added to (WRITE): 1 or 0.',
    labelNames: ['operation'],
    registers,
  });
  return {
    redisFailed: (operation, reason) => failures.inc({ operation, reason }),
    redisUsable: (operation, isUsable) => usable.set({ operation }, isUsable ? 1 : 0),
  };
}
