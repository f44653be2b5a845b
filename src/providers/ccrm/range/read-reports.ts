import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import type { CacheRead } from '../../../domain/operation/upstream-use.js';
import type { CachedInterval } from '../cache/workspace-calls.js';
import type { WorkspaceMemory } from '../cache/workspace-memory.js';
import { endingAt, intervalKey, SECOND, type Interval } from '../../../domain/interval.js';

/** Reports to one operation what it reads of the call history, and how long that stays fresh. */
export class ReadReports {
  readonly #hits = new Set<string>();

  constructor(
    private readonly memory: WorkspaceMemory,
    private readonly scope: OperationScope,
  ) {}

  /** `requestedAt`: when the interval was requested, in milliseconds since the epoch. */
  read(interval: Interval, requestedAt: number): void {
    const freshMs = this.memory.workspaceCalls?.freshness.freshMs(interval, requestedAt) ?? 0;
    this.scope.report({ kind: 'READ', freshMs, writable: false });
  }

  /** Reports a fresh cached interval, used up to the end of `wanted`. Counts as a hit only the first time. */
  fresh(cached: CachedInterval, wanted: Interval): void {
    const { end, requestedAt } = cached;
    const key = `${intervalKey(cached)}/${requestedAt}`;
    if (!this.#hits.has(key)) {
      this.#hits.add(key);
      this.#reportCacheRead('HIT');
    }
    this.read(endingAt(wanted, end) ?? cached, requestedAt);
  }

  stale({ requestedAt }: CachedInterval): void {
    const { workspace, now } = this.memory;
    const ageSeconds = Math.floor((now() - requestedAt) / SECOND);
    const value = { provider: 'ccrm', workspace, type: 'Call', ageSeconds } as const;
    this.scope.report({ kind: 'STALE', value });
  }

  /** Reports that an interval isn't cached, if there is a cache. */
  miss(): void {
    if (this.memory.workspaceCalls !== null) this.#reportCacheRead('MISS');
  }

  #reportCacheRead(result: CacheRead['result']): void {
    const { workspace } = this.memory;
    this.scope.report({ kind: 'CACHE_READ', provider: 'ccrm', workspace, route: 'callHistory', result });
  }
}
