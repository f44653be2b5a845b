import type { Logger } from 'pino';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { AccountStore } from '../store/account-store.js';
import type { SyncLease } from './sync-lease.js';

export interface SyncStatusOptions {
  readonly workspace: string;
  readonly store: Pick<AccountStore, 'setStatus'>;
  readonly lease: SyncLease;
  readonly logger: Logger;
}

/** Reports the status of one account’s archive in the database and the log; used by the process that fills it. */
export class SyncStatus {
  /** Consecutive failures of this process. */
  #failures = 0;
  /** Whether this process, or one that has died since, may have written to the database that it is paused. */
  #mayBePaused = true;
  /** The `syncedAt` that this process wrote last; null before. */
  #syncedAt: number | null = null;

  constructor(private readonly options: SyncStatusOptions) {}

  /** Reports a failure, and resolves with the number of failures in a row. */
  async failed(error: unknown): Promise<number> {
    const { workspace, store, lease, logger } = this.options;
    this.#failures += 1;
    this.#mayBePaused = true;
    const code = error instanceof UpstreamError ? error.code : 'INTERNAL_SERVER_ERROR';
    if (this.#failures === 1) logger.warn({ workspace, code, cause: nameOf(error) }, 'archive paused');
    await store.setStatus({ paused: code }, lease.holder).catch(() => undefined);
    return this.#failures;
  }

  /** Reports that it isn’t paused. */
  async succeeded(): Promise<void> {
    if (!this.#mayBePaused) return;
    const { workspace, store, lease, logger } = this.options;
    await store.setStatus({ paused: null }, lease.holder);
    if (this.#failures > 0) logger.info({ workspace }, 'archive resumed');
    this.#failures = 0;
    this.#mayBePaused = false;
  }

  /** Reports the instant as of which the archive is up to date, in milliseconds since the epoch; null if unknown. */
  async upToDate(syncedAt: number | null): Promise<void> {
    if (syncedAt === this.#syncedAt) return;
    const { store, lease } = this.options;
    await store.setStatus({ syncedAt }, lease.holder);
    this.#syncedAt = syncedAt;
  }
}

/** The message of an error’s cause, if it has one: for an ArchiveError, what the database reported. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message : error.name;
}
