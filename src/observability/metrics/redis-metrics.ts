import { Counter, Gauge, type Registry } from 'prom-client';
import type { RedisObserver } from '../../domain/upstream/redis-observer.js';

/** Creates the metrics of the Redis cache. */
export function createRedisMetrics(registry: Registry): RedisObserver {
  const registers = [registry];
  const failures = new Counter({
    name: 'switchboard_redis_failures_total',
    help: 'Failed Redis commands, by operation (READ, WRITE) and reason: READONLY, OOM, NOPERM, TIMEOUT …',
    labelNames: ['operation', 'reason'],
    registers,
  });
  const usable = new Gauge({
    name: 'switchboard_redis_usable',
    help: 'Whether the data that replicas share in Redis can be read (READ) and written (WRITE): 1 or 0.',
    labelNames: ['operation'],
    registers,
  });
  return {
    redisFailed: (operation, reason) => failures.inc({ operation, reason }),
    redisUsable: (operation, isUsable) => usable.set({ operation }, isUsable ? 1 : 0),
  };
}
