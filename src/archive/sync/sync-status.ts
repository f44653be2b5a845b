import type { Logger } from 'pino';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { AccountArchive } from '../account-archive.js';
import type { AccountStore } from '../store/account-store.js';
import type { SyncLease } from './sync-lease.js';

export interface SyncStatusOptions {
  readonly workspace: string;
  readonly archive: Pick<AccountArchive, 'lastStatus'>;
  readonly store: Pick<AccountStore, 'setStatus'>;
  readonly lease: SyncLease;
  readonly logger: Logger;
}

/** Reports the status of one account’s archive in the database and the log; used by the process that fills it. */
export class SyncStatus {
  /** Consecutive failures of this process. */
  #failures = 0;

  constructor(private readonly options: SyncStatusOptions) {}

  /** Reports a failure, and resolves with the number of failures in a row. */
  async failed(error: unknown): Promise<number> {
    const { workspace, store, lease, logger } = this.options;
    this.#failures += 1;
    const code = error instanceof UpstreamError ? error.code : 'INTERNAL_SERVER_ERROR';
    if (this.#failures === 1) logger.warn({ workspace, code, cause: nameOf(error) }, 'archive paused');
    await store.setStatus({ paused: code }, lease.holder).catch(() => undefined);
    return this.#failures;
  }

  /** Reports that it isn’t paused, neither by this process nor by another that has filled it before. */
  async succeeded(): Promise<void> {
    const { workspace, archive, store, lease, logger } = this.options;
    if (archive.lastStatus().paused !== null) await store.setStatus({ paused: null }, lease.holder);
    if (this.#failures > 0) logger.info({ workspace }, 'archive resumed');
    this.#failures = 0;
  }

  /** Reports the instant as of which the archive is up to date, in milliseconds since the epoch; null if unknown. */
  async upToDate(syncedAt: number | null): Promise<void> {
    const { archive, store, lease } = this.options;
    if (syncedAt !== archive.lastStatus().syncedAt) await store.setStatus({ syncedAt }, lease.holder);
  }
}

/** The message of an error’s cause, if it has one: for an ArchiveError, what the database reported. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message : error.name;
}
