import type { OperationEvent } from './operation-event.js';
import { type WorkLimits, WorkCount } from './work-limits.js';

export interface ScopeOptions {
  readonly signal: AbortSignal;
  /** Milliseconds until the deadline, asked on every call; there is no deadline if absent. */
  readonly timeLeft?: (() => number) | undefined;
  /** False if absent. */
  readonly readsLive?: boolean | undefined;
  /** Nobody if absent. */
  readonly caller?: object | undefined;
  /** Resolves when the next request may be sent; nothing is awaited if absent. */
  readonly pace?: (() => Promise<void>) | undefined;
  readonly leaseHolder?: string | undefined;
  /** Its work is bounded by them, and what its parts do counts as its own; nothing is counted if absent. */
  readonly limits?: WorkLimits | undefined;
  /** Is told what the operation receives; nobody if absent. */
  readonly report?: ((event: OperationEvent) => void) | undefined;
  /** For work that operations share: the one of them that has waited longest, asked on every use; undefined if all have left. */
  readonly asker?: (() => OperationScope | undefined) | undefined;
}

/** Whom work in the background is for. */
const NOBODY = {};

/** One operation, for everything that works for it. */
export class OperationScope {
  /** `whole`: the operation that this is a part of; null if it is one. `work`: what it has done so far. */
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
   * Whether it must send its own requests to the providers. It then uses nothing that was read before it began, be it
   * cached or an earlier request in flight, not even in an outage. The values that it reads are cached for others.
   */
  get readsLive(): boolean {
    return this.options.readsLive ?? this.options.asker?.()?.readsLive ?? false;
  }

  /** In whose turns of the event loop its work is done; work that is for nobody has turns of its own. */
  get caller(): object {
    return this.options.caller ?? this.options.asker?.()?.caller ?? NOBODY;
  }

  /** Awaited before each request to a provider, retries included, by an operation in the background; undefined for any other. */
  get pace(): (() => Promise<void>) | undefined {
    return this.options.pace ?? this.options.asker?.()?.pace;
  }

  /** Who must have the lease of the account's archive, or what is read isn't archived; undefined if nobody must. */
  get leaseHolder(): string | undefined {
    return this.options.leaseHolder ?? this.options.asker?.()?.leaseHolder;
  }

  /**
   * Milliseconds until the signal aborts at the latest, never less than 0; Infinity without a deadline. Decides whether
   * waiting is worthwhile.
   */
  timeLeft(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.options.timeLeft?.() ?? Infinity);
  }

  /** Tells the operation what it receives. */
  report(event: OperationEvent): void {
    this.options.report?.(event);
  }

  /**
   * A part of the operation, which is over when `signal` aborts, or the whole is over. It has everything that the whole
   * has, except what `own` has.
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
