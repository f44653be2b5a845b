import type { LimitError } from './limit-error.js';
import type { OperationEvent } from './operation-event.js';
import { type WorkLimits, WorkCount } from './work-limits.js';

/** One operation, for everything that works for it. */
export interface OperationScope {
  /** Aborts when the operation is over: its deadline has passed, or nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** The operation that the work is for: if several share it, the one of them that has waited longest. */
  readonly operation: OperationScope;
  /**
   * Whether it must send its own requests to the providers. It then uses nothing that was read before it began, be it
   * cached or an earlier request in flight, not even in an outage. The values that it reads are cached for others.
   */
  readonly readsLive: boolean;
  /** In whose turns of the event loop its work is done; work that is for nobody has turns of its own. */
  readonly caller: object;
  /** Awaited before each request to a provider by an operation in the background; undefined for any other. */
  readonly pace: (() => Promise<void>) | undefined;
  /** Who must have the lease of the account's archive, or what is read isn't archived; undefined if nobody must. */
  readonly leaseHolder: string | undefined;
  /**
   * Milliseconds until the signal aborts at the latest, never less than 0; Infinity without a deadline. Decides whether
   * waiting is worthwhile.
   */
  timeLeft(): number;
  /** Counts pages that the operation is about to request, or that it shares with others. LimitError if they are too many. */
  countPages(pages: number): void;
  /** Resets the count of pages for an operation whose deadline begins anew. */
  recountPages(): void;
  /**
   * Checks the number of pages requested so far for one interval, which operations may share. LimitError if they alone
   * exceed this operation's limit.
   */
  checkPages(pages: number): void;
  /**
   * Counts values that are added to the operation's response. Returns true if more may follow, throws a LimitError when
   * the limit is first exceeded, and returns false afterwards.
   */
  countValues(count: number): boolean;
  /** Resets the count of values for an operation that is executed again, unless it has exceeded the limit. */
  recountValues(): void;
  /** Records that the operation's response exceeds `MAX_ANSWER_BYTES`. */
  refuseLongAnswer(): void;
  /** The error of a response that is too large as a whole; null if it isn't. */
  answerProblem(): LimitError | null;
  /** Tells the operation what it receives. */
  report(event: OperationEvent): void;
  /**
   * A part of the operation, which is over when `signal` aborts, or the whole is over. It has everything that the whole
   * has, except what `own` has.
   */
  child(signal: AbortSignal, own?: Omit<ScopeOptions, 'signal'>): OperationScope;
}

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

export function openScope(options: ScopeOptions): OperationScope {
  return new Scope(options, countFor(options), null);
}

function countFor({ limits }: Pick<ScopeOptions, 'limits'>): WorkCount | null {
  return limits === undefined ? null : new WorkCount(limits);
}

class Scope implements OperationScope {
  /** `whole`: the operation that this is a part of; null if it is one. */
  constructor(
    private readonly options: ScopeOptions,
    private readonly work: WorkCount | null,
    private readonly whole: OperationScope | null,
  ) {}

  get signal(): AbortSignal {
    return this.options.signal;
  }

  get operation(): OperationScope {
    return this.options.asker?.()?.operation ?? this.whole ?? this;
  }

  get readsLive(): boolean {
    return this.options.readsLive ?? this.options.asker?.()?.readsLive ?? false;
  }

  get caller(): object {
    return this.options.caller ?? this.options.asker?.()?.caller ?? NOBODY;
  }

  get pace(): (() => Promise<void>) | undefined {
    return this.options.pace ?? this.options.asker?.()?.pace;
  }

  get leaseHolder(): string | undefined {
    return this.options.leaseHolder ?? this.options.asker?.()?.leaseHolder;
  }

  timeLeft(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.options.timeLeft?.() ?? Infinity);
  }

  countPages(pages: number): void {
    this.work?.addPages(pages);
  }

  recountPages(): void {
    this.work?.recountPages();
  }

  checkPages(pages: number): void {
    this.work?.checkPages(pages);
  }

  countValues(count: number): boolean {
    return this.work?.addValues(count) ?? true;
  }

  recountValues(): void {
    this.work?.recountValues();
  }

  refuseLongAnswer(): void {
    this.work?.refuseLongAnswer();
  }

  answerProblem(): LimitError | null {
    return this.work?.answerProblem() ?? null;
  }

  report(event: OperationEvent): void {
    this.options.report?.(event);
  }

  child(signal: AbortSignal, own: Omit<ScopeOptions, 'signal'> = {}): OperationScope {
    const options = { ...this.options, ...own, signal: AbortSignal.any([this.signal, signal]) };
    return new Scope(options, countFor(own) ?? this.work, this.whole ?? this);
  }
}
