import type { OperationEvent } from './operation-event.js';
import { type WorkLimits, WorkCount } from './work-limits.js';

/** What an operation of its own decides; anything absent is that of `asker`. */
type OwnOptions = Pick<OperationScope, 'readsLive' | 'caller' | 'pace' | 'leaseHolder'>;

export interface ScopeOptions extends Partial<OwnOptions> {
  readonly signal: AbortSignal;
  /** Returns the milliseconds until the deadline; there is no deadline if absent. */
  readonly timeLeft?: (() => number) | undefined;
  /** Limits on the work of the operation and its parts together; there are no limits if absent. */
  readonly limits?: WorkLimits | undefined;
  /** Receives the operation's events; they are discarded if absent. */
  readonly report?: ((event: OperationEvent) => void) | undefined;
  /** For work that operations share: returns the one that has waited longest; undefined if all have left. */
  readonly asker?: (() => OperationScope | undefined) | undefined;
}

/** The caller of background work. */
const NOBODY = {};

/** One operation, as passed to everything that works for it. */
export class OperationScope {
  /** `whole`: the operation that this is a part of; null for an operation. `work`: the work done so far. */
  constructor(
    private readonly options: ScopeOptions,
    private readonly whole: OperationScope | null = null,
    readonly work = new WorkCount(options.limits),
  ) {}

  /** Aborts when the operation is over: its deadline has passed, or nobody waits for it any more. */
  get signal(): AbortSignal {
    return this.options.signal;
  }

  /** The operation that the work is for: if several share it, the one of them that has waited longest. */
  get operation(): OperationScope {
    return this.options.asker?.()?.operation ?? this.whole ?? this;
  }

  /**
   * Whether it must send its own requests to the providers. It then uses nothing that was requested before it began,
   * whether cached or in flight, not even in an outage. The values that it reads are cached for others.
   */
  get readsLive(): boolean {
    return this.options.readsLive ?? this.options.asker?.()?.readsLive ?? false;
  }

  /** The caller whose turns of the event loop the work uses; background work has separate turns. */
  get caller(): object {
    return this.options.caller ?? this.options.asker?.()?.caller ?? NOBODY;
  }

  /**
   * Awaited before each provider request of a background operation, including retries; undefined for other operations.
   */
  get pace(): (() => Promise<void>) | undefined {
    return this.options.pace ?? this.options.asker?.()?.pace;
  }

  /** Whether its requests are paced, and give way to those of other operations. */
  get isInBackground(): boolean {
    return this.pace !== undefined;
  }

  /**
   * Values are archived only while this holder has the lease of the account's archive; undefined if no lease is needed.
   */
  get leaseHolder(): string | undefined {
    return this.options.leaseHolder ?? this.options.asker?.()?.leaseHolder;
  }

  /**
   * The maximum number of milliseconds until the signal aborts, never less than 0; Infinity without a deadline. Decides
   * whether waiting is worthwhile.
   */
  timeLeft(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.options.timeLeft?.() ?? Infinity);
  }

  /** Reports an event to the operation. */
  report(event: OperationEvent): void {
    this.options.report?.(event);
  }

  /**
   * A part of the operation, which ends when `signal` aborts or the operation ends. `own` overrides the operation's
   * options.
   */
  child(signal: AbortSignal, own: Omit<ScopeOptions, 'signal'> = {}): OperationScope {
    const options = { ...this.options, ...own, signal: AbortSignal.any([this.signal, signal]) };
    return new OperationScope(
      options,
      this.whole ?? this,
      own.limits ? new WorkCount(own.limits) : this.work,
    );
  }
}

export function openScope(options: ScopeOptions): OperationScope {
  return new OperationScope(options);
}
