import { reportRead } from '../../../domain/operation/freshness.js';
import { reportStaleAnswer } from '../../../domain/operation/stale.js';
import { reportUpstreamUse, type KeptUse } from '../../../domain/operation/upstream-use.js';
import type { FreshInterval, StaleInterval } from '../cache/workspace-calls.js';
import type { WorkspaceMemory } from '../cache/workspace-memory.js';
import { endingAt, type Interval } from '../../../domain/interval.js';

/** Tells one operation what it is given of the call history, and how long that stays fresh. */
export class ReadReports {
  readonly #hits = new Set<string>();

  constructor(
    private readonly shared: WorkspaceMemory,
    private readonly signal: AbortSignal,
  ) {}

  /** It is given what was asked for of an interval at that time, in milliseconds since the epoch. */
  read(interval: Interval, asked: number): void {
    const freshMs = this.shared.known?.freshness.freshMs(interval, asked) ?? 0;
    reportRead(this.signal, { freshMs, writable: false });
  }

  /** It is given what is kept and fresh, up to the end of `wanted`; a hit once, however often a walk looks at it. */
  fresh(kept: FreshInterval, wanted: Interval): void {
    const { start, end, asked } = kept;
    const key = `${start}/${end}/${asked}`;
    if (!this.#hits.has(key)) {
      this.#hits.add(key);
      this.#reportKept('HIT');
    }
    this.read(endingAt(wanted, end) ?? kept, asked);
  }

  /** It is given what was good once. */
  stale({ ageSeconds }: StaleInterval): void {
    const { workspace } = this.shared;
    reportStaleAnswer(this.signal, { provider: 'ccrm', workspace, type: 'Call', ageSeconds });
  }

  /** Nothing is kept of what it asks for; silent if nothing ever is. */
  miss(): void {
    if (this.shared.known !== null) this.#reportKept('MISS');
  }

  #reportKept(result: KeptUse['result']): void {
    const { workspace } = this.shared;
    reportUpstreamUse(this.signal, {
      kind: 'KEPT',
      provider: 'ccrm',
      workspace,
      route: 'callHistory',
      result,
    });
  }
}
