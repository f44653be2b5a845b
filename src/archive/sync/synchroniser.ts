import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CLOCK_SKEW, HOUR, type Interval, SECOND } from '../../domain/interval.js';
import type { CallSource } from '../../domain/sources.js';
import { type AccountArchive, FIRST_INSTANT } from '../account-archive.js';
import type { BackgroundLimits } from '../open-accounts.js';
import type { AccountStore } from '../store/account-store.js';
import { type Covered, coveredWithin } from '../store/coverage.js';
import { LeaseLostError } from '../database/lease.js';
import { type AgeName, dueInterval, isIncomplete, latestFetch } from './due-interval.js';
import { openOperation, type ReadingTurn, readInterval } from './read-interval.js';
import { NotesReader } from './read-notes.js';
import type { Pacer } from './pacer.js';
import { SyncLease } from './sync-lease.js';
import { SyncStatus } from './sync-status.js';

export interface SynchroniserOptions {
  readonly workspace: string;
  /** Reads the provider and records what it reads in the archive. */
  readonly source: CallSource;
  readonly archive: AccountArchive;
  readonly store: AccountStore;
  readonly pacer: Pacer;
  readonly limits: BackgroundLimits;
  /** The instant from which calls are archived, in milliseconds since the epoch. */
  readonly since: () => number;
  /** The instant before which calls are deleted, in milliseconds since the epoch; null keeps all. */
  readonly keepFrom: () => number | null;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called after each attempt. */
  readonly attempted?: ((attempt: SyncAttempt) => void) | undefined;
}

/**
 * How one attempt ended. READ: something was due. IDLE: nothing was due; `unreadableNotes` is the number of calls whose
 * notes couldn't be read. OTHER_PROCESS: another process fills the archive. FAILED: `failures` counts those in a row.
 */
export type SyncAttempt =
  | { readonly kind: 'READ' }
  | { readonly kind: 'IDLE'; readonly unreadableNotes: number }
  | { readonly kind: 'OTHER_PROCESS' }
  | { readonly kind: 'FAILED'; readonly error: unknown; readonly failures: number };

/** Milliseconds between two attempts if nothing is due, or another process fills the archive. */
const IDLE = 5000;
const LONGEST_PAUSE = 300_000;
/** Milliseconds between two deletions of old calls, and between two checks for calls from before `since`. */
const UPKEEP_INTERVAL = HOUR;
const BEGINNING_INTERVAL = 24 * HOUR;

/** Fills one account's archive and keeps it up to date until the signal aborts. Only one of several processes does. */
export class Synchroniser {
  readonly #lease: SyncLease;
  readonly #status: SyncStatus;
  readonly #turn: ReadingTurn;
  #last: AgeName | null = null;
  #upkeptAt = -Infinity;
  #beginningCheckedAt = -Infinity;
  #hasReadNotes = false;
  readonly #notes: NotesReader;

  /** `clock`: milliseconds of a clock that never goes back. */
  constructor(
    private readonly options: SynchroniserOptions,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.#lease = new SyncLease(options.store);
    this.#status = new SyncStatus({ ...options, lease: this.#lease });
    this.#turn = { pacer: options.pacer, lease: this.#lease, readings: options.limits.readings };
    this.#notes = new NotesReader({ ...options, ...this.#turn }, clock);
  }

  /** Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const attempt = await this.#attempt(signal);
      if (attempt === null) break;
      this.options.attempted?.(attempt);
      const wait = waitAfter(attempt);
      if (wait > 0) await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
    await this.options.archive.recorder.flushed().catch(() => undefined);
    await this.#lease.release();
  }

  /** null if the signal has aborted. */
  async #attempt(signal: AbortSignal): Promise<SyncAttempt | null> {
    try {
      const isTaken = await this.options.limits.checks.within(async () => {
        await this.options.archive.refresh();
        return this.#lease.take();
      });
      if (!isTaken) {
        this.#status.filledElsewhere();
        return { kind: 'OTHER_PROCESS' };
      }
      const isDone = await this.#work(signal);
      return isDone ? { kind: 'IDLE', unreadableNotes: this.#notes.unreadable } : { kind: 'READ' };
    } catch (error) {
      if (signal.aborted) return null;
      // Another process fills the archive now, and reports its own failures.
      if (error instanceof LeaseLostError) return { kind: 'OTHER_PROCESS' };
      return { kind: 'FAILED', error, failures: await this.#status.failed(error) };
    }
  }

  /** Does what is due next while it holds the lease, and resolves with whether nothing was due. */
  async #work(signal: AbortSignal): Promise<boolean> {
    using held = this.#lease.hold();
    try {
      await this.#upkeep();
      const isDone = await this.#step(AbortSignal.any([signal, held.lost]));
      await this.#status.succeeded();
      return isDone;
    } catch (error) {
      throw held.lost.aborted ? new LeaseLostError() : error;
    }
  }

  /** Reads what is due next, and resolves with whether nothing was due. */
  async #step(signal: AbortSignal): Promise<boolean> {
    const { archive, now } = this.options;
    const since = this.options.since();
    const covered = await this.#coverage(since);
    if (!isIncomplete(covered, since, now())) await this.#status.upToDate(latestFetch(covered, since, now()));
    const due = dueInterval(covered, since, now(), this.#last, archive.firstCall);
    const step = async () => {
      await archive.recorder.flushed();
      await this.#lease.confirm();
    };
    // Intervals and notes take turns, so that neither delays the other.
    const isTurnOfNotes = due === null || !this.#hasReadNotes;
    this.#hasReadNotes = isTurnOfNotes && (await this.#notes.readSome(signal, step));
    if (this.#hasReadNotes) return false;
    if (due === null) return !(await this.#checkBeginning(signal, since));
    this.#last = due.age;
    await readInterval(this.options, due, this.#turn, signal, step);
    return false;
  }

  /** What is archived from `since` on, and before that if it won't be deleted soon. */
  async #coverage(since: number): Promise<readonly Covered[]> {
    const { archive, store, keepFrom, now } = this.options;
    const first = Math.ceil((keepFrom() ?? FIRST_INSTANT) / SECOND) * SECOND;
    const kept: Interval = { start: Math.min(since, first), end: now() };
    if (archive.covered.some(({ fetchedAt }) => fetchedAt > now() + CLOCK_SKEW)) {
      await store.forgetFuture();
      await archive.refresh();
    }
    return coveredWithin(kept, archive.covered);
  }

  /**
   * Checks, at most once a day, whether the account has calls before `since`: without any, the archive covers every
   * call. Resolves with whether it sent a request for this.
   */
  async #checkBeginning(signal: AbortSignal, since: number): Promise<boolean> {
    const { source, archive, keepFrom } = this.options;
    const past = { start: FIRST_INSTANT, end: since - SECOND };
    const isChecked = this.clock() - this.#beginningCheckedAt < BEGINNING_INTERVAL;
    if (keepFrom() !== null || isChecked || past.end < past.start) return false;
    this.#beginningCheckedAt = this.clock();
    if (!isIncomplete(await archive.coverage(past), past.start, since)) return false;
    using operation = openOperation(this.#turn, signal);
    const history = source.openHistory(operation.scope);
    await history.count({ from: past.start, to: since });
    await archive.recorder.flushed();
    return true;
  }

  async #upkeep(): Promise<void> {
    const { store, archive, keepFrom } = this.options;
    // Replicas of another release may just have archived something.
    if (!archive.isDerived) await archive.rederive();
    if (this.clock() - this.#upkeptAt < UPKEEP_INTERVAL) return;
    const before = keepFrom();
    if (before !== null) await store.prune(before);
    this.#upkeptAt = this.clock();
  }
}

/** Milliseconds until the next attempt. */
function waitAfter(attempt: SyncAttempt): number {
  if (attempt.kind === 'READ') return 0;
  return attempt.kind === 'FAILED' ? Math.min(LONGEST_PAUSE, IDLE * 2 ** (attempt.failures - 1)) : IDLE;
}
