import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { HOUR, SECOND } from '../../domain/interval.js';
import type { CallSource } from '../../domain/sources.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import { type AccountArchive, FIRST_INSTANT } from '../account-archive.js';
import type { AccountStore } from '../store/account-store.js';
import { type AgeName, dueInterval, isIncomplete } from './due-interval.js';
import { openOperation, readInterval } from './read-interval.js';
import { NotesReader } from './read-notes.js';
import type { Pacer } from './pacer.js';

export interface SynchroniserOptions {
  readonly workspace: string;
  /** Reads the provider and records what it reads in the archive. */
  readonly source: CallSource;
  readonly archive: AccountArchive;
  readonly store: AccountStore;
  readonly pacer: Pacer;
  /** The instant from which on calls are archived. */
  readonly since: () => number;
  /** The instant before which calls are deleted; null keeps all. */
  readonly keepFrom: () => number | null;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Milliseconds for which another process waits before it takes over from one that died. */
const LEASE = 30_000;
/** Milliseconds between two looks at what is due, or who fills the archive. */
const IDLE = 5000;
const LONGEST_PAUSE = 300_000;
/** Milliseconds between two looks at what is too old, or was derived by another version. */
const UPKEEP = HOUR;

/** Fills one account’s archive and keeps it up to date until the signal aborts; of several processes one does. */
export class Synchroniser {
  readonly #holder = randomUUID();
  #last: AgeName | null = null;
  #failures = 0;
  #upkeptAt = -Infinity;
  #beginningAskedAt = -Infinity;
  #hasReadNotes = false;
  /** When the latest calls were last requested, in milliseconds since the epoch; null before. */
  #latestAt: number | null = null;
  /** The `syncedAt` that this process wrote last; null before. */
  #syncedAt: number | null = null;
  readonly #notes: NotesReader;

  constructor(private readonly options: SynchroniserOptions) {
    this.#notes = new NotesReader(options);
  }

  /** Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = await this.#attempt(signal);
      if (wait > 0) await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
    await this.options.store.release(this.#holder).catch(() => undefined);
  }

  /** Milliseconds to wait until the next one. */
  async #attempt(signal: AbortSignal): Promise<number> {
    try {
      await this.options.archive.refresh();
      if (!(await this.#hasLease())) return IDLE;
      await this.#upkeep();
      const isDone = await this.#step(signal);
      if (this.#failures > 0) await this.#resume();
      return isDone ? IDLE : 0;
    } catch (error) {
      if (signal.aborted) return 0;
      await this.#pause(error);
      return Math.min(LONGEST_PAUSE, IDLE * 2 ** (this.#failures - 1));
    }
  }

  /** Reads what is due next; whether nothing was. */
  async #step(signal: AbortSignal): Promise<boolean> {
    const { source, pacer, archive, now } = this.options;
    const since = this.options.since();
    const covered = await archive.coverage({ start: since, end: now() });
    if (!isIncomplete(covered, since, now())) await this.#upToDate();
    const due = dueInterval(covered, since, now(), this.#last);
    const step = async () => {
      await archive.recorder.flushed();
      if (!(await this.#hasLease())) throw new Error('another process fills the archive');
    };
    // Intervals and notes take turns, so that neither keeps the other waiting.
    const isTurnOfNotes = due === null || !this.#hasReadNotes;
    this.#hasReadNotes = isTurnOfNotes && (await this.#notes.readSome(signal, step));
    if (this.#hasReadNotes) return false;
    if (due === null) return !(await this.#askForBeginning(signal, since));
    this.#last = due.age;
    const asked = now();
    await readInterval(source, due, pacer, signal, step);
    if (due.age === 'LATEST') this.#latestAt = asked;
    return false;
  }

  /** Whether it had to look if the account has calls from before `since`: without any, the archive knows of all calls. */
  async #askForBeginning(signal: AbortSignal, since: number): Promise<boolean> {
    const { source, archive, pacer, keepFrom, now } = this.options;
    const past = { start: FIRST_INSTANT, end: since - SECOND };
    const isAsked = now() - this.#beginningAskedAt < 24 * HOUR;
    if (keepFrom() !== null || isAsked || past.end < past.start) return false;
    this.#beginningAskedAt = now();
    if (!isIncomplete(await archive.coverage(past), past.start, since)) return false;
    const history = source.openHistory(openOperation(pacer, signal));
    await history.count({ from: past.start, to: since });
    await archive.recorder.flushed();
    return true;
  }

  /** Writes that the archive is up to date as of the last request for the latest calls. */
  async #upToDate(): Promise<void> {
    if (this.#latestAt === this.#syncedAt) return;
    await this.options.store.setStatus({ syncedAt: this.#latestAt });
    this.#syncedAt = this.#latestAt;
  }

  async #upkeep(): Promise<void> {
    const { store, archive, keepFrom, now } = this.options;
    if (now() - this.#upkeptAt < UPKEEP) return;
    await archive.rederive();
    const before = keepFrom();
    if (before !== null) await store.prune(before);
    this.#upkeptAt = now();
  }

  #hasLease(): Promise<boolean> {
    return this.options.store.lease(this.#holder, LEASE);
  }

  async #pause(error: unknown): Promise<void> {
    const { workspace, store, logger } = this.options;
    this.#failures += 1;
    const code = error instanceof UpstreamError ? error.code : 'INTERNAL_SERVER_ERROR';
    if (this.#failures === 1) logger.warn({ workspace, code, cause: nameOf(error) }, 'archive paused');
    await store.setStatus({ paused: code }).catch(() => undefined);
  }

  async #resume(): Promise<void> {
    const { workspace, store, logger } = this.options;
    this.#failures = 0;
    await store.setStatus({ paused: null });
    logger.info({ workspace }, 'archive resumed');
  }
}

/** The message of an ArchiveError’s cause tells an operator what the database said. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message : error.name;
}
