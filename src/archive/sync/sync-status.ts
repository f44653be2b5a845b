import type { Logger } from 'pino';
import { ArchiveError, databaseReason } from '../../domain/archive/archive-errors.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { AccountArchive } from '../account-archive.js';
import type { AccountStore } from '../store/account-store.js';
import type { SyncLease } from './sync-lease.js';

export interface SyncStatusOptions {
  readonly workspace: string;
  readonly archive: Pick<AccountArchive, 'lastStatus' | 'failure'>;
  readonly store: Pick<AccountStore, 'setStatus'>;
  readonly lease: SyncLease;
  readonly logger: Logger;
}

/** Reports the status of one account's archive in the database and the log; used by the process that fills it. */
export class SyncStatus {
  /** Consecutive failures of this process. */
  #failures = 0;
  /** The code of the last one; null if there is none. */
  #code: string | null = null;

  constructor(private readonly options: SyncStatusOptions) {}

  /** Reports a failure, and resolves with the number of failures in a row. */
  async failed(error: unknown): Promise<number> {
    const { workspace, store, archive, lease, logger } = this.options;
    this.#failures += 1;
    const hasCode = error instanceof UpstreamError || error instanceof ArchiveError;
    const code = hasCode ? error.code : 'INTERNAL_SERVER_ERROR';
    // The database may be unable to store it.
    archive.failure = code;
    if (code !== this.#code) logger.warn({ workspace, code, cause: causeOf(error) }, 'archive paused');
    this.#code = code;
    await store.setStatus({ paused: code }, lease.holder).catch(() => undefined);
    return this.#failures;
  }

  /** Reports that it isn't paused, neither by this process nor by another that has filled it before. */
  async succeeded(): Promise<void> {
    const { archive, store, lease } = this.options;
    if (archive.lastStatus.paused !== null) await store.setStatus({ paused: null }, lease.holder);
    this.#resume();
  }

  /** Reports that another process fills the archive: unless that one has paused it, this one's next failure is the first. */
  filledElsewhere(): void {
    const { archive } = this.options;
    archive.failure = null;
    if (archive.lastStatus.paused === null) this.#resume();
  }

  #resume(): void {
    const { workspace, archive, logger } = this.options;
    if (this.#failures > 0) logger.info({ workspace }, 'archive resumed');
    this.#failures = 0;
    this.#code = null;
    archive.failure = null;
  }

  /** Reports the instant as of which the archive is up to date, in milliseconds since the epoch; null if unknown. */
  async upToDate(syncedAt: number | null): Promise<void> {
    const { archive, store, lease } = this.options;
    if (syncedAt !== archive.lastStatus.syncedAt) await store.setStatus({ syncedAt }, lease.holder);
  }
}

/** What the database or the provider reported; otherwise the kind of error. */
function causeOf(error: unknown): string {
  if (error instanceof ArchiveError) return databaseReason(error);
  if (error instanceof UpstreamError) return [error.message, error.reason ?? []].flat().join(' ');
  return error instanceof Error ? error.name : 'unknown';
}
